// A code as people write it, brought to one form for comparing: «ICD-10 L94.2», «l942», «M34.-», «M30–M36».
"use strict";

const codeForm = (text) =>
  text
    .toLowerCase()
    .replace(/[‐-―−]/g, "-")
    .replace(/^\s*(?:icd-?\s?1[01](?:-[a-z]{2})?|icpc-?\s?2|atc|ncsp|ncmp|ncrp)(?:\s*:\s*|\s+)/, "")
    .replace(/[\s.,†*+]/g, "")
    .replace(/-+$/, "");

// Whether a code is another one or stands below it, both in that form. «m3» is above m30 and the block m30-m36, too;
// «m30» is not above that block.
const isCodeWithin = (code, above) => {
  if (code === above) return true;
  const ends = code.split("-");
  const block = /^([a-z]\d\d)-([a-z]?)(\d\d)$/.exec(above);
  if (!block) return ends.every((end) => end.startsWith(above));
  const [first, last] = [block[1], (block[2] || above[0]) + block[3]];
  return ends.every((end) => end.slice(0, 3) >= first && end.slice(0, 3) <= last);
};

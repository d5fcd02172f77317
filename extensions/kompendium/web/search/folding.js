// Words brought to one form, as at the build: the rules come with the index of names.
"use strict";

const wordsIn = (text) => text.normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? [];

const makeFolding = ({ letters, spelling, endings }) => {
  const spell = spelling.map(([pattern, instead]) => [new RegExp(pattern, "g"), instead]);
  const takeOff = endings.map(([pattern, instead]) => [new RegExp(`^(.{3,}?)(?:${pattern})$`), `$1${instead}`]);
  const spelled = new Map();
  const stems = new Map();

  const spellWord = (word) => {
    let found = spelled.get(word);
    if (found === undefined) {
      found = word.normalize("NFC").toLowerCase().replace(/ær(?=e?t?$)/g, "ar");
      found = [...found].map((letter) => letters[letter] ?? letter).join("");
      found = found.normalize("NFKD").replace(/\p{M}/gu, "");
      for (const [pattern, instead] of spell) found = found.replace(pattern, instead);
      spelled.set(word, found);
    }
    return found;
  };

  const stemWord = (word) => {
    let found = stems.get(word);
    if (found === undefined) {
      found = spellWord(word);
      for (const [pattern, instead] of takeOff) {
        if (pattern.test(found)) {
          found = found.replace(pattern, instead).replace(/^(.{3,})[ei]$/, "$1");
          break;
        }
      }
      stems.set(word, found);
    }
    return found;
  };

  return { spell: spellWord, stem: stemWord };
};

// Damerau's distance of two words (optimal string alignment), or more than the limit where it is more.
const editsBetween = (one, other, limit) => {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const cost = one[row - 1] === other[column - 1] ? 0 : 1;
      next[column] = Math.min(last[column] + 1, next[column - 1] + 1, last[column - 1] + cost);
      if (cost && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        next[column] = Math.min(next[column], before[column - 2] + 1);
      }
    }
    if (Math.min(...next) > limit) return limit + 1;
    [before, last] = [last, next];
  }
  return last[other.length];
};

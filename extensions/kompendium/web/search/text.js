// The full text: pagefind's index, or the whole text where the build had no pagefind. Both give pages, the best first:
// { url, title, parts: [{ anchor, title, passage }] }, where a passage is a list of texts and marks.
"use strict";

const passageOf = (html) => {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return [...body.childNodes].flatMap((node) => {
    const isHit = node.nodeName === "MARK";
    // A mark holds the sign after the word, too.
    const [word, sign] = isHit ? node.textContent.split(/([^\p{L}\p{N}]+)$/u) : [node.textContent];
    return [{ text: word, isHit }, ...(sign ? [{ text: sign, isHit: false }] : [])];
  });
};

// A passage without the heading that it begins with, which stands before it as a link.
const withoutHeading = (passage, heading) => {
  const whole = passage.map(({ text }) => text).join("");
  if (!heading || !whole.startsWith(heading)) return passage;
  let left = heading.length + /^[.\s]*/.exec(whole.slice(heading.length))[0].length;
  return passage.flatMap(({ text, isHit }) => {
    const rest = text.slice(left);
    left = Math.max(0, left - text.length);
    return rest ? [{ text: rest, isHit }] : [];
  });
};

// A passage that begins or ends within a sentence says so; pagefind counts words.
const withEllipses = (passage) => {
  const whole = passage.map(({ text }) => text).join("").trim();
  const before = /^\p{Ll}/u.test(whole) ? [{ text: "… ", isHit: false }] : [];
  const after = /[.!?:]["»”)]*$/.test(whole) ? [] : [{ text: " …", isHit: false }];
  return whole ? [...before, ...passage, ...after] : passage;
};

// Whether the text has each word, or one that begins much like it; pagefind cuts a word that it does not find shorter
// and shorter until something begins so.
const hasWords = (text, words) => {
  const lower = text.toLowerCase();
  return words.every(({ plain }) => lower.includes(plain.slice(0, Math.max(4, plain.length - 3))));
};

const pagefindText = async (root) => {
  const pagefind = await import(new URL("pagefind/pagefind.js", new URL(root, location.href)).href);
  await pagefind.options({ excerptLength: 24 });
  await pagefind.init();

  const BEGINNING = 160;
  const partsOf = ({ sub_results: parts, meta, content }) => {
    const found = parts
      .map((part) => ({
        anchor: part.anchor?.id ?? "",
        title: part.title,
        passage: withEllipses(withoutHeading(passageOf(part.excerpt), part.title)),
        weight: part.weighted_locations.reduce((sum, { balanced_score: score }) => sum + score, 0),
      }))
      .filter(({ passage }) => passage.length)
      .sort((one, other) => other.weight - one.weight);
    if (found.length) return found;
    // The words stand in the title alone.
    const text = withoutHeading([{ text: content.slice(0, BEGINNING + meta.title.length), isHit: false }], meta.title);
    return [{ anchor: "", title: meta.title, passage: [...text, { text: " …", isHit: false }] }];
  };

  const search = async (term) => (await pagefind.search(term)).results;

  return async (query, quoted, count) => {
    const { words } = query;
    let results = await search(quoted ?? words.map(({ plain }) => plain).join(" "));
    if (!results.length && !quoted && words.length > 1) {
      // No page has all words: those that have most of them.
      const found = new Map();
      for (const answer of await Promise.all(words.map(({ plain }) => search(plain)))) {
        answer.forEach((result, at) => {
          const known = found.get(result.id) ?? { result, points: 0 };
          // A word that few pages have says more.
          known.points += (1 + 1 / (2 + at)) / Math.log(2 + answer.length);
          found.set(result.id, known);
        });
      }
      results = [...found.values()].sort((one, other) => other.points - one.points).map(({ result }) => result);
    }
    const loaded = await Promise.all(results.slice(0, count).map((result) => result.data()));
    const pages = loaded
      .filter((data) => quoted || words.some((word) => hasWords(data.content, [word])))
      .map((data) => ({
        url: data.raw_url.replace(/^\//, ""),
        title: data.meta.title,
        isWhole: quoted || hasWords(data.content, words),
        parts: partsOf(data),
      }))
      .sort((one, other) => Boolean(other.isWhole) - Boolean(one.isWhole));
    return { pages, isMore: results.length > count };
  };
};

const plainText = (pages) => {
  const AROUND = 90;
  const passage = (text, words) => {
    const lower = text.toLowerCase();
    const starts = words.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
    if (!starts.length) return [{ text: text.slice(0, 2 * AROUND), isHit: false }];
    const at = Math.min(...starts);
    const from = at < AROUND ? 0 : text.indexOf(" ", at - AROUND) + 1;
    const isCut = at + 2 * AROUND < text.length;
    const shown = isCut ? text.slice(from, at + 2 * AROUND).replace(/\s\S*$/, " …") : text.slice(from);
    const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const hit = new RegExp(`((?:${escaped.join("|")})[\\p{L}\\p{N}]*)`, "giu");
    return shown.split(hit).map((piece, index) => ({ text: piece, isHit: index % 2 === 1 }));
  };

  return async (query, quoted, count) => {
    const plain = quoted?.replaceAll('"', "").toLowerCase().trim();
    const words = plain ? [plain] : query.words.map(({ plain: word }) => word.slice(0, Math.max(4, word.length - 3)));
    const found = pages
      .map((page) => {
        const lower = page.parts.map(([, title, text]) => [title.toLowerCase(), text.toLowerCase()]);
        const points = lower.map((texts) =>
          words.reduce((sum, word) => sum + 5 * (texts[0].split(word).length - 1) + (texts[1].split(word).length - 1), 0),
        );
        const has = words.filter((word) => lower.some((texts) => texts.some((text) => text.includes(word)))).length;
        const length = lower.reduce((sum, texts) => sum + texts[1].length, 500);
        return { page, points, has, score: points.reduce((sum, one) => sum + one, 0) / Math.sqrt(length) };
      })
      .filter(({ has }) => has);
    const most = Math.max(0, ...found.map(({ has }) => has));
    const best = found.filter(({ has }) => has === most).sort((one, other) => other.score - one.score);
    return {
      pages: best.slice(0, count).map(({ page, points }) => ({
        url: page.url,
        title: page.title,
        isWhole: most === words.length,
        parts: page.parts
          .map(([anchor, title, text], at) => ({ anchor, title, text, weight: points[at] }))
          .filter(({ weight }) => weight)
          .sort((one, other) => other.weight - one.weight)
          .map(({ anchor, title, text }) => ({ anchor, title, passage: passage(text, words) })),
      })),
      isMore: best.length > count,
    };
  };
};

const loadScript = (address) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });

const loadPlainText = async (root) => {
  await loadScript(`${root}search-text.js`);
  return plainText(globalThis.kompendiumText);
};

// The words of the text, for a query that it has no words of: the same word in another spelling, one that differs by a
// slip of the keys, or one that the query's word ends with or that ends with it, as compounds do.
const loadWords = async (root, folding) => {
  await loadScript(`${root}search-words.js`);
  const words = globalThis.kompendiumWords.split(" ").map((plain) => ({ plain, spelled: folding.spell(plain), stem: folding.stem(plain) }));
  const byStem = new Map(words.map((word) => [word.stem, word]));
  return (wanted) => {
    const same = byStem.get(wanted.stem) ?? words.find(({ spelled }) => spelled.startsWith(wanted.spelled));
    if (same) return same.plain;
    const limit = wanted.spelled.length >= 8 ? 2 : wanted.spelled.length >= 5 ? 1 : 0;
    let [nearest, least] = [null, limit + 1];
    for (const word of words) {
      const edits = Math.min(editsBetween(wanted.spelled, word.spelled, limit), editsBetween(wanted.stem, word.stem, limit));
      if (edits < least) [nearest, least] = [word, edits];
    }
    if (nearest) return nearest.plain;
    const parts = words.filter(
      ({ spelled }) =>
        (wanted.spelled.length >= 4 && spelled.endsWith(wanted.spelled)) || (spelled.length >= 6 && wanted.spelled.endsWith(spelled)),
    );
    return parts.sort((one, other) => other.plain.length - one.plain.length)[0]?.plain ?? null;
  };
};

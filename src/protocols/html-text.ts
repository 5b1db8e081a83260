/**
 * What a page of HTML or an XML document says to a person: its title and its text, once each and without
 * scripts, styles and tags; `null` for a text that is neither.
 *
 * One pass over it, whatever it holds: a service may send what it likes.
 */
export function textOfHtml(text: string): string | null {
  if (!PAGE_START.test(text)) return null;
  const page = text.slice(0, MAX_LENGTH);
  const blocks: string[] = [];
  let block = "";
  for (let at = 0; at < page.length && blocks.length < MAX_BLOCKS;) {
    const piece = pieceAt(page, at);
    if (piece.endsBlock === true) {
      if (block.trim() !== "") blocks.push(block);
      block = "";
    }
    block += piece.words;
    at = piece.end;
  }
  return joined([...blocks, block]);
}

const PAGE_START =
  /^\s*(?:<!--|<!doctype\s+html|<\?xml|<(?:html|head|body|title|meta|center|h[1-6]|p|pre|div)[\s>])/iu;
const MAX_LENGTH = 64 * 1024;
/** Nobody is shown more. */
const MAX_BLOCKS = 64;

/** A tag, a comment or the words before the next one. */
interface Piece {
  readonly words: string;
  /** Where the next piece begins. */
  readonly end: number;
  readonly endsBlock?: boolean;
}

function pieceAt(page: string, at: number): Piece {
  if (page[at] !== "<") {
    const end = indexAfter(page, "<", at, 0);
    return { words: page.slice(at, end), end };
  }
  if (page.startsWith("<!--", at)) return { words: "", end: indexAfter(page, "-->", at + 4) };
  TAG_START.lastIndex = at;
  const tag = TAG_START.exec(page);
  // A sign in the text, such as that of a comparison.
  if (tag === null) return { words: "<", end: at + 1 };
  const [, slash = "", name = ""] = tag;
  const end = indexAfter(page, ">", at);
  const kind = name.toLowerCase();
  if (slash === "" && SILENT.has(kind)) return { words: " ", end: endOfElement(page, kind, end) };
  if (slash === "" && kind === "title") {
    const titleEnd = indexAfter(page, "</", end, 0);
    return { words: page.slice(end, titleEnd), end: titleEnd, endsBlock: true };
  }
  return { words: "", end, endsBlock: !INLINE.has(kind) };
}

const TAG_START = /<([/!?]?)([a-z][a-z\d]*)/iuy;

/** Elements whose content is not for reading. */
const SILENT: ReadonlySet<string> = new Set([
  ...["script", "style", "template", "noscript", "svg", "iframe", "object", "textarea", "select"],
]);

const INLINE: ReadonlySet<string> = new Set([
  ...[
    "a",
    "abbr",
    "b",
    "big",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
  ],
  ...["span", "strong", "sub", "sup", "tt", "u", "var", "wbr"],
]);

/** Where what is looked for has ended; the end of the page if it never comes. */
function indexAfter(page: string, what: string, from: number, length = what.length): number {
  const index = page.indexOf(what, from);
  return index === -1 ? page.length : index + length;
}

function endOfElement(page: string, name: string, from: number): number {
  const end = new RegExp(`</${name}\\b`, "giu");
  end.lastIndex = from;
  const found = end.exec(page);
  return found === null ? page.length : indexAfter(page, ">", found.index);
}

/** In one paragraph. A heading that repeats the title, and the like, is said once. */
function joined(blocks: readonly string[]): string {
  const said: string[] = [];
  for (const block of blocks) {
    const words = withoutEntities(block).replaceAll(/\s+/gu, " ").trim();
    if (words !== "" && !said.some((earlier) => earlier.includes(words))) said.push(words);
  }
  return said.map((words) => (/[.,:;!?…]$/u.test(words) ? words : `${words}.`)).join(" ");
}

function withoutEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/giu,
    (entity, ...found) => {
      const [decimal, hexadecimal, name] = found as (string | undefined)[];
      if (name !== undefined) return ENTITIES[name] ?? entity;
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
      return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : "\uFFFD";
    },
  );
}

/** Those that occur in pages of errors; all others stay as they are written. */
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", copy: "©", reg: "®" },
  ...{ middot: "·", bull: "•", hellip: "…", ndash: "–", mdash: "—", times: "×", rarr: "→" },
  ...{ lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", laquo: "«", raquo: "»" },
};

/**
 * Readable text of an HTML page or XML document: its title and its text, without repetitions, scripts,
 * styles and tags; `null` for any other text.
 *
 * Runs in linear time, since a service may send anything.
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
    block += piece.text;
    at = piece.end;
  }
  return joined([...blocks, block]);
}

const PAGE_START =
  /^\s*(?:<!--|<!doctype\s+html|<\?xml|<(?:html|head|body|title|meta|center|h[1-6]|p|pre|div)[\s>])/iu;
const MAX_LENGTH = 64 * 1024;
/** No more is ever shown. */
const MAX_BLOCKS = 64;

/** A tag, a comment, or the text up to the next one. */
interface Piece {
  readonly text: string;
  /** Start of the next piece. */
  readonly end: number;
  readonly endsBlock?: boolean;
}

function pieceAt(page: string, at: number): Piece {
  if (page[at] !== "<") {
    const end = indexAfter(page, "<", at, 0);
    return { text: page.slice(at, end), end };
  }
  if (page.startsWith("<!--", at)) return { text: "", end: indexAfter(page, "-->", at + 4) };
  TAG_START.lastIndex = at;
  const tag = TAG_START.exec(page);
  // A literal character, such as a comparison sign.
  if (tag === null) return { text: "<", end: at + 1 };
  const [, slash = "", name = ""] = tag;
  const end = indexAfter(page, ">", at);
  const kind = name.toLowerCase();
  if (slash === "" && SILENT.has(kind)) return { text: " ", end: endOfElement(page, kind, end) };
  if (slash === "" && kind === "title") {
    const titleEnd = indexAfter(page, "</", end, 0);
    return { text: page.slice(end, titleEnd), end: titleEnd, endsBlock: true };
  }
  return { text: "", end, endsBlock: !INLINE.has(kind) };
}

const TAG_START = /<([/!?]?)([a-z][a-z\d]*)/iuy;

/** Elements without readable content. */
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

/** Index behind the next match; the end of the page if there is none. */
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

/**
 * Joins blocks to one paragraph, without blocks that repeat an earlier one, such as a heading equal to the
 * title.
 */
function joined(blocks: readonly string[]): string {
  const texts: string[] = [];
  for (const block of blocks) {
    const words = withoutEntities(block).replaceAll(/\s+/gu, " ").trim();
    if (words !== "" && !texts.some((earlier) => earlier.includes(words))) texts.push(words);
  }
  return texts.map((words) => (/[.,:;!?…]$/u.test(words) ? words : `${words}.`)).join(" ");
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

/** Common entities of error pages; all others stay as they are. */
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", copy: "©", reg: "®" },
  ...{ middot: "·", bull: "•", hellip: "…", ndash: "–", mdash: "—", times: "×", rarr: "→" },
  ...{ lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", laquo: "«", raquo: "»" },
};

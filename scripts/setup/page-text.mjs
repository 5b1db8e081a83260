import { Lexer } from "marked";

/** @import { Token, Tokens } from "marked" */

const WIDTH = 80;

/**
 * A page of Markdown as text for a terminal: lines of at most 80 columns, but for code and words that are longer.
 * @param {string} markdown
 */
export function pageText(markdown) {
  return `${blocks(new Lexer().lex(markdown), WIDTH).join("\n\n")}\n`;
}

/**
 * @param {readonly Token[]} tokens
 * @param {number} width
 * @returns {readonly string[]}
 */
function blocks(tokens, width) {
  return tokens.map((token) => block(token, width)).filter((text) => text !== "");
}

/**
 * @param {Token} token
 * @param {number} width
 * @returns {string}
 */
function block(token, width) {
  switch (token.type) {
    case "heading":
      return heading(/** @type {Tokens.Heading} */ (token));
    case "paragraph":
    case "text":
      return wrapped(inline(token.tokens ?? [token]), width);
    case "code":
      return indented(textOf(token), "    ");
    case "list":
      return list(/** @type {Tokens.List} */ (token), width);
    case "table":
      return table(/** @type {Tokens.Table} */ (token), width);
    case "blockquote":
      return indented(blocks(token.tokens ?? [], width - 2).join("\n\n"), "  ");
    default:
      return "";
  }
}

/** @param {Tokens.Heading} token */
function heading({ tokens, depth }) {
  const text = inline(tokens);
  return depth === 1
    ? text.toUpperCase()
    : `${text}\n${(depth === 2 ? "=" : "-").repeat(text.length)}`;
}

/**
 * @param {Tokens.List} token
 * @param {number} width
 */
function list({ items, ordered, start, loose }, width) {
  const texts = items.map((item, at) => {
    const mark = ordered ? `${Number(start) + at}. ` : "- ";
    const text = blocks(item.tokens, width - mark.length).join(loose ? "\n\n" : "\n");
    return mark + indented(text, " ".repeat(mark.length)).trimStart();
  });
  return texts.join(loose ? "\n\n" : "\n");
}

/**
 * A row is a paragraph that begins with its first cell: columns of sentences fit no terminal.
 * @param {Tokens.Table} token
 * @param {number} width
 */
function table({ header, rows }, width) {
  const titles = header.map(({ tokens }) => inline(tokens));
  const texts = rows.map(([first, ...rest]) => {
    const cells = rest.map(({ tokens }, at) => {
      const title = titles[at + 1] ?? "";
      const label = rest.length > 1 && title !== "" ? `${title}: ` : "";
      return indented(wrapped(label + inline(tokens), width - 4), "    ");
    });
    return [
      wrapped(inline(first?.tokens ?? []), width),
      ...cells.filter((cell) => cell.trim() !== ""),
    ].join("\n");
  });
  return texts.join("\n");
}

/**
 * Links are told by their words: what they lead to is a page of the repository.
 * @param {readonly Token[]} tokens
 * @returns {string}
 */
function inline(tokens) {
  const texts = tokens.map((token) => {
    if (token.type === "br") return "\n";
    if (token.type === "codespan") return `\`${textOf(token)}\``;
    if (token.type === "link" && /^https?:/u.test(String(token.href)) && token.text !== token.href)
      return `${inline(token.tokens ?? [])} (${token.href})`;
    if (token.type === "image" || token.type === "html") return "";
    return "tokens" in token && token.tokens ? inline(token.tokens) : textOf(token);
  });
  return texts.join("");
}

/** @param {Token} token */
function textOf(token) {
  return "text" in token ? String(token.text) : token.raw;
}

/**
 * @param {string} text
 * @param {number} width
 */
function wrapped(text, width) {
  const lines = [""];
  for (const word of text.split(/\s+/u)) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

/**
 * @param {string} text
 * @param {string} margin
 */
function indented(text, margin) {
  return text.replaceAll(/^(?=.)/gmu, margin);
}

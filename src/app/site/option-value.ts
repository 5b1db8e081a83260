import { isInterpolated, type SiteMap, type SiteNode } from "../../site/site-node.ts";
import type { SiteOption } from "./vocabulary.ts";

/** What was given for an option, as its check reads it; or why it is nothing that a check could read. */
export type GivenValue =
  | { readonly value: unknown }
  | { readonly problem: string }
  /** A fault of the file was told already. */
  | { readonly isBroken: true };

/**
 * A value of a site file as the command line would have it: as text, whatever YAML takes it for. `null` stands for the
 * default.
 */
export function givenValue(option: SiteOption, node: SiteNode): GivenValue {
  if (node.kind === "map") return mapValue(option, node);
  if (node.kind === "list") return listValue(option, node.items);
  if (node.isEmpty) return { problem: "has no value; null stands for the default" };
  if (node.text === null) return node.isInterpolated ? { isBroken: true } : { value: undefined };
  return valueOfText(option, node.text);
}

/** What the check of an option says of a value, without what came from outside. */
export function checkedValue(
  option: SiteOption,
  value: unknown,
  isFromOutside: boolean,
): { readonly data: unknown; readonly problems: readonly string[] } {
  const { data, error } = option.check().safeParse(value);
  const messages = error?.issues.map(({ message }) => message) ?? [];
  const shown = isFromOutside
    ? messages.map((message) => message.replace(/; did you mean .*/su, ""))
    : messages;
  return { data, problems: [...new Set(shown)] };
}

/** The same of a text by itself, such as that of a variable of the environment. */
export function valueOfText({ isSwitch, canBeOff, isList }: SiteOption, text: string): GivenValue {
  if (isSwitch) return switchValue(text);
  if (canBeOff && text === "false") return { value: false };
  return { value: isList ? [text] : text };
}

function switchValue(text: string): GivenValue {
  const isTrue = /^(?:true|1)$/iu.test(text);
  if (isTrue || /^(?:false|0)$/iu.test(text)) return { value: isTrue };
  const meant = /^(?:yes|y|on)$/iu.test(text)
    ? "true"
    : /^(?:no|n|off)$/iu.test(text)
      ? "false"
      : null;
  return { problem: `must be true or false${meant === null ? "" : `; did you mean ${meant}?`}` };
}

function listValue(option: SiteOption, items: readonly SiteNode[]): GivenValue {
  if (option.isSwitch) return { problem: "must be true or false" };
  if (option.isArgument && !option.isList)
    return { problem: "must be a single value; make a source of each" };
  const texts = items.map((item) => (item.kind === "value" ? item.text : null));
  if (items.some((item) => item.kind === "value" && item.text === null && item.isInterpolated))
    return { isBroken: true };
  const known = texts.filter((text) => text !== null);
  if (known.length < items.length) return { problem: "must be a list of single values" };
  return { value: option.isList ? known : known.join(",") };
}

/** Options that are made of values by name. */
export const MAPS: ReadonlySet<string> = new Set(["headers", "params", "routes"]);

function mapValue({ key }: SiteOption, { entries }: SiteMap): GivenValue {
  if (!MAPS.has(key))
    return { problem: "must be a value, not names with values: options are not nested" };
  const pairs: [string, unknown][] = [];
  for (const { key: own, node } of entries) {
    const parts = node.kind === "list" && key === "routes" ? node.items : [node];
    const texts = parts.map((part) => (part.kind === "value" ? part.text : null));
    if (isInterpolated(node) && texts.includes(null)) return { isBroken: true };
    const known = texts.filter((text) => text !== null);
    if (known.length < parts.length) return { problem: `${own} must be a single value` };
    pairs.push([own, key === "routes" ? known : known[0]]);
  }
  if (key === "routes") return { value: pairs.map(([pattern, to]) => ({ pattern, to })) };
  return { value: Object.fromEntries(pairs) };
}

import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Colors a piece of text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

/** `auto` colors on a terminal, unless NO_COLOR or TERM=dumb say otherwise; FORCE_COLOR does too. */
export function colorizer(when: "auto" | "always" | "never", stream: NodeJS.WriteStream): Paint {
  if (when === "never") return (_, text) => text;
  if (when === "always")
    return (format, text) => styleText(format, text, { validateStream: false });
  return (format, text) => styleText(format, text, { stream });
}

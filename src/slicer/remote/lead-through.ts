import { RemoteFault } from "./remote-fault.ts";

/**
 * A playlist whose addresses lead through somebody else.
 *
 * @param base where it came from.
 * @param through the address in the place of another; throws for one that may not be opened.
 */
export function leadThrough(text: string, base: URL, through: (url: URL) => string): string {
  const led = (uri: string): string => {
    if (!URL.canParse(uri, base.href))
      throw new RemoteFault("refused", "its playlist names no address");
    return through(new URL(uri, base));
  };
  const lines = text.split(/\r?\n/u).map((line) => line.trim());
  return lines
    .filter((line) => !line.startsWith("#") || !line.includes("URI=") || OPENED.test(line))
    .map((line) => {
      if (line === "") return line;
      if (!line.startsWith("#")) return led(line);
      return line.replaceAll(/\bURI="([^"]*)"/gu, (_, uri: string) => `URI="${led(uri)}"`);
    })
    .join("\n");
}

/** Tags whose addresses ffmpeg opens; others with one are left out. */
const OPENED = /^#EXT-X-(?:KEY|MAP|MEDIA):/u;

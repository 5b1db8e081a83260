/** A line of metrics in Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a server of metrics said, read by the rules of the format and not by what the program may have meant. */
export class Scrape {
  readonly text: string;
  readonly samples: readonly Sample[];

  constructor(text: string) {
    this.text = text;
    this.samples = text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map(sampleOf);
  }

  /** Sum of the samples with these labels, among others; 0 if there are none. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.of(name, labels).reduce((sum, { value }) => sum + value, 0);
  }

  /** Samples of a metric with these labels, among others. */
  of(name: string, labels: Readonly<Record<string, string>> = {}): readonly Sample[] {
    const wanted = Object.entries(labels);
    return this.samples.filter(
      (sample) =>
        sample.name === name && wanted.every(([key, text]) => sample.labels[key] === text),
    );
  }
}

/** @throws for a line that is none of the format. */
function sampleOf(line: string): Sample {
  const [, name = "", labels = "", value = ""] =
    /^([a-z_:][\w:]*)(?:\{((?:[a-z_]\w*="(?:[^"\\]|\\[\\n"])*",?)*)\})? (\S+)$/iu.exec(line) ?? [];
  if (name === "") throw new Error(`no sample: ${line}`);
  const found = [...labels.matchAll(/([a-z_]\w*)="((?:[^"\\]|\\.)*)"/giu)].map(
    ([, key = "", text = ""]) => [key, text.replaceAll(/\\(.)/gu, unescaped)] as const,
  );
  const number = value.replace("Inf", "Infinity");
  return { name, labels: Object.fromEntries(found), value: Number(number) };
}

function unescaped(_: string, character: string): string {
  return character === "n" ? "\n" : character;
}

/** Asks a server of metrics. @param url of its metrics. @throws unless the answer is 200. */
export async function scrape(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Scrape> {
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return new Scrape(text);
}

/** Asks until the metrics are as wanted. @throws after two minutes, with what they are. */
export async function scrapeUntil(
  url: string,
  isWanted: (scraped: Scrape) => boolean,
): Promise<Scrape> {
  const endMs = Date.now() + 120_000;
  for (;;) {
    const scraped = await scrape(url);
    if (isWanted(scraped)) return scraped;
    if (Date.now() > endMs) throw new Error(`not as wanted after two minutes:\n${scraped.text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

import { readFile } from "node:fs/promises";

/** A frame on the page of a preview. */
export interface SheetFigure {
  readonly caption: string;
  /** What the page calls the frame: `#7`, or its path; empty for one without a name. */
  readonly name: string;
  /** Rule that leaves it out; `null` if it would be sent. */
  readonly rule: string | null;
  /** The picture as it is; empty without one. */
  readonly jpeg: Buffer;
}

/** The frames on a page, in their order. */
export async function sheetFigures(path: string): Promise<readonly SheetFigure[]> {
  const page = await readFile(path, "utf8");
  const figures = page.matchAll(/<figure.*?<\/figure>/gu);
  return [...figures].map(([figure]) => {
    const caption = /<figcaption>(.*?)<\/figcaption>/u.exec(figure)?.[1] ?? "";
    const parts = caption.split(" · ");
    const reason = parts.find((part) => part.startsWith("left out: ")) ?? null;
    return {
      caption,
      name: parts.find((part) => part !== reason && !/^[\d:]+\.\d\d$/u.test(part)) ?? "",
      rule: reason?.slice("left out: ".length) ?? null,
      jpeg: Buffer.from(/base64,([^"]+)"/u.exec(figure)?.[1] ?? "", "base64"),
    };
  });
}

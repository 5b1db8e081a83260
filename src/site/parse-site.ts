import type * as YamlPackage from "yaml";
import type { Alias, Document, LineCounter, Node, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { type InterpolationSources, interpolate } from "./interpolate.ts";
import { byPosition, type FilePosition, type SiteFault } from "./site-fault.ts";
import type { SiteEntry, SiteMap, SiteNode, SiteValue } from "./site-node.ts";
import { syntaxFaults } from "./syntax-faults.ts";

/** A site file that was read, as far as it could be. */
export interface ParsedSite {
  /** `null` if it is no map that can be read. */
  readonly root: SiteMap | null;
  readonly faults: readonly SiteFault[];
  /** What was put in from variables and files. */
  readonly secrets: readonly string[];
}

type Yaml = typeof YamlPackage;

/** Reads the text of a site file, which is YAML 1.2. */
export async function parseSite(text: string, sources: InterpolationSources): Promise<ParsedSite> {
  if (text.length > MAX_FILE_LENGTH)
    return failed({ at: null, path: "", message: "the file is longer than a million characters" });
  // It takes 20 ms to load, and only commands about sites need it.
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    ...({ lineCounter: lines, uniqueKeys: true, version: "1.2" } as const),
    // A message must not show lines of the file, which may hold passwords.
    ...({ prettyErrors: false, logLevel: "error", merge: false } as const),
  });
  const faults = syntaxFaults(document, lines);
  if (faults.length > 0) return { root: null, faults, secrets: [] };
  return new SiteReader(yaml, document, lines, sources).read();
}

/** A site of a thousand sources is a tenth of that. */
const MAX_FILE_LENGTH = 1_000_000;
/** Values, with those that aliases repeat. */
const MAX_NODES = 50_000;
const MAX_DEPTH = 20;

function failed(fault: SiteFault): ParsedSite {
  return { root: null, faults: [fault], secrets: [] };
}

/** Thrown once there is too much in a file to go on. */
class TooMuch extends Error {}

/** Makes the nodes of a document that is sound YAML. */
class SiteReader {
  readonly #yaml: Yaml;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #sources: InterpolationSources;
  readonly #faults: SiteFault[] = [];
  readonly #secrets: string[] = [];
  #nodes = 0;

  constructor(yaml: Yaml, document: Document, lines: LineCounter, sources: InterpolationSources) {
    this.#yaml = yaml;
    this.#document = document;
    this.#lines = lines;
    this.#sources = sources;
  }

  read(): ParsedSite {
    const { contents } = this.#document;
    if (!this.#yaml.isMap(contents)) return failed(NO_MAP);
    try {
      const root = this.#map(contents, "", 0);
      return { root, faults: this.#faults.toSorted(byPosition), secrets: this.#secrets };
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      return failed({ at: null, path: "", message: error.message });
    }
  }

  #node(given: Node | null, place: { path: string; at: FilePosition; depth: number }): SiteNode {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES)
      throw new TooMuch(`holds more than ${MAX_NODES} values, with those that aliases repeat`);
    if (place.depth > MAX_DEPTH)
      throw new TooMuch(
        `is nested more than ${MAX_DEPTH} levels deep, or an alias leads to itself`,
      );
    const at = given === null ? place.at : this.#positionOf(given);
    const { path, depth } = place;
    if (this.#yaml.isAlias(given)) return this.#alias(given, { path, at, depth });
    if (this.#yaml.isMap(given)) return this.#map(given, path, depth);
    if (this.#yaml.isSeq(given)) return this.#list(given, { path, at, depth });
    return this.#value(given, path, at);
  }

  #alias(alias: Alias, place: { path: string; at: FilePosition; depth: number }): SiteNode {
    const target = alias.resolve(this.#document);
    if (target !== undefined) return this.#node(target, { ...place, depth: place.depth + 1 });
    this.#fault(place, `the alias *${alias.source} names no anchor that stands before it`);
    return { kind: "value", at: place.at, text: null, isEmpty: false, isInterpolated: true };
  }

  #list(
    list: YAMLSeq,
    { path, at, depth }: { path: string; at: FilePosition; depth: number },
  ): SiteNode {
    const items = list.items.map((item, index) =>
      this.#node(item as Node | null, { path: `${path}[${index}]`, at, depth: depth + 1 }),
    );
    return { kind: "list", at, items };
  }

  #map(map: YAMLMap, path: string, depth: number): SiteMap {
    const entries = map.items.flatMap(({ key, value }): SiteEntry[] => {
      const keyAt = this.#positionOf(key as Node);
      if (!this.#yaml.isScalar(key)) {
        this.#fault({ path, at: keyAt }, "has a name that is no plain text");
        return [];
      }
      const name = String(key.source ?? key.value);
      const own = path === "" ? name : `${path}.${name}`;
      const node = this.#node(value as Node | null, { path: own, at: keyAt, depth: depth + 1 });
      return [{ key: name, keyAt, node }];
    });
    return { kind: "map", at: this.#positionOf(map), entries };
  }

  #value(scalar: Scalar | null, path: string, at: FilePosition): SiteValue {
    const value = scalar?.value ?? null;
    const isEmpty = scalar === null || (value === null && (scalar.source ?? "") === "");
    const plain = { kind: "value", at, isEmpty, isInterpolated: false } as const;
    if (scalar === null || value === null) return { ...plain, text: null };
    if (typeof value !== "string")
      return { ...plain, text: scalar.source ?? JSON.stringify(value) };
    const found = interpolate(value, this.#sources);
    if ("problem" in found) {
      this.#fault({ path, at }, found.problem);
      return { ...plain, text: null, isInterpolated: true };
    }
    this.#secrets.push(...found.secrets);
    return { ...plain, text: found.text, isInterpolated: found.isChanged };
  }

  #positionOf({ range }: Node): FilePosition {
    const { line, col } = this.#lines.linePos(range?.[0] ?? 0);
    return { line, column: col };
  }

  #fault({ path, at }: { path: string; at: FilePosition }, message: string): void {
    this.#faults.push({ at, path, message });
  }
}

const NO_MAP: SiteFault = {
  at: null,
  path: "",
  message: "the file has no names with values, such as sources: and services:",
};

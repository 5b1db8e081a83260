import { unwatchFile, watchFile } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { isSecretName, secretsIn } from "../core/service/secrets.ts";
import { option } from "../core/option-spelling.ts";
import { hasModes } from "../core/platform/file-access.ts";
import { READ_PROMPTLY } from "../core/platform/open-flags.ts";
import { headersInLines } from "../options/header-lines.ts";
import type { CredentialSource, Reading, ReadProblem } from "./credential-source.ts";

/** A file with a line `Name: value` for each header field, in the format of curl's `-H @file`. */
export class HeaderFile implements CredentialSource {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<Reading> {
    try {
      await using file = await open(this.#path, READ_PROMPTLY);
      return await this.#readFrom(file);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return this.#problem(`cannot be read: ${code ?? message}`, "name a file that can be read");
    }
  }

  /** Calls back whenever the file is changed or replaced. @returns a function that ends the watch. */
  watch(onChange: () => void): () => void {
    const listener = (): void => onChange();
    // Watching the path also detects a changed link, as when Kubernetes renews secrets.
    watchFile(this.#path, { interval: CHECK_INTERVAL_MS, persistent: false }, listener);
    return () => unwatchFile(this.#path, listener);
  }

  async #readFrom(file: FileHandle): Promise<Reading> {
    const stats = await file.stat();
    if (!stats.isFile())
      return this.#problem(
        "is not a regular file, and could not be read again",
        `name a file, or let ${option("tokenCommand")} print the token`,
      );
    if (stats.size > MAX_BYTES)
      return this.#problem("is larger than 64 KiB", "name a file of header lines");
    const lines = headersInLines(await file.readFile("utf8"));
    if ("problem" in lines)
      return this.#problem(
        `cannot be used: ${lines.problem}`,
        "write each header on a line of its own, as Name: value",
      );
    const { headers } = lines;
    const isExposed = hasModes() && (stats.mode & OTHERS_MODE) !== 0;
    return {
      headers,
      secrets: Object.entries(headers).flatMap(([name, value]) => secretsOf(name, value)),
      ...(isExposed ? { warning: this.#exposed() } : {}),
    };
  }

  #problem(flaw: string, remedy: string): ReadProblem {
    return { problem: `the header file ${this.#path} ${flaw}`, remedy };
  }

  #exposed(): string {
    return `others can read the header file ${this.#path}, which holds secrets: chmod 600 makes it yours alone`;
  }
}

const OTHERS_MODE = 0o077;
const CHECK_INTERVAL_MS = 1000;
const MAX_BYTES = 64 * 1024;
/** Shorter values occur everywhere in text. */
const MIN_SECRET_LENGTH = 4;

/** Secrets in a header field: every value in such a file is treated as secret, whatever its name. */
function secretsOf(name: string, value: string): readonly string[] {
  if (isSecretName(name)) return secretsIn({ [name]: value });
  return value.length >= MIN_SECRET_LENGTH ? [value] : [];
}

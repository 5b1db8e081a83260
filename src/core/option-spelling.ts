import { AsyncLocalStorage } from "node:async_hooks";

/** A value that a message gives to an option. */
export type OptionValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Readonly<Record<string, string>>;

/** Spelling of options in messages, by who reads them. */
export interface Spelling {
  /** @param key name of the option in its schema. */
  readonly name: (key: string) => string;
  /** The option with a value, as the reader would write it. */
  readonly setting: (key: string, value: OptionValue) => string;
  /** Whether the reader types commands; else the reader calls functions. */
  readonly isCommandLine: boolean;
}

/**
 * An option within a sentence: `--max-backlog` on the command line, and for a caller of the library its name in
 * backticks, since it may be a word like `to`. With a value: `--restart`, or `` `restart: true` ``.
 *
 * Called where the message is made, never when a module loads: the reader is not known by then.
 *
 * @param key name of the option in its schema.
 */
export function option(key: string, value?: OptionValue): string {
  const { setting, isCommandLine } = spelling();
  const text = value === undefined ? optionName(key) : setting(key, value);
  return isCommandLine ? text : `\`${text}\``;
}

/** An option by itself, such as before a colon: `--max-backlog`, or `maxBacklog`. */
export function optionName(key: string): string {
  return spelling().name(key);
}

/** Words that differ by how the program is used: on the command line, or as a library. */
export function byReader(words: { commandLine: string; library: string }): string {
  return spelling().isCommandLine ? words.commandLine : words.library;
}

/** A command that does something, as either reader calls it: `frameferry resubmit`, `resubmitFrames`. */
export function command(name: keyof typeof FUNCTIONS): string {
  return byReader({ commandLine: `frameferry ${name}`, library: FUNCTIONS[name] });
}

/** Functions of the library by the commands that do the same. */
const FUNCTIONS = {
  run: "runVideo",
  watch: "watchFolders",
  send: "sendFiles",
  work: "workFrames",
  results: "collectResults",
  failures: "listFailures",
  resubmit: "resubmitFrames",
  status: "listJobs",
  forget: "forgetJobs",
  tune: "tuneService",
  export: "exportResults",
  annotate: "annotateResults",
  report: "reportResults",
  preview: "previewFrames",
} as const;

/** Does work whose messages are for a reader other than a caller of the library. */
export async function spelledFor<Result>(
  reader: Spelling,
  work: () => Promise<Result>,
): Promise<Result> {
  return await READERS.run(reader, work);
}

/** By the work under way, since one process may do some for either reader. */
const READERS = new AsyncLocalStorage<Spelling>();

function spelling(): Spelling {
  return READERS.getStore() ?? LIBRARY;
}

const LIBRARY: Spelling = {
  name: (key) => key,
  setting: (key, value) => `${key}: ${inJavaScript(value)}`,
  isCommandLine: false,
};

function inJavaScript(value: OptionValue): string {
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((word) => JSON.stringify(word)).join(", ")}]`;
  const entries = Object.entries(value).map(
    ([name, text]) =>
      `${/^\w+$/u.test(name) ? name : JSON.stringify(name)}: ${JSON.stringify(text)}`,
  );
  return `{ ${entries.join(", ")} }`;
}

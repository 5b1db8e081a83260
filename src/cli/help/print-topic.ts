import { readFileSync } from "node:fs";
import type { Command } from "commander";
import type { FrameferryError } from "../../core/errors.ts";
import { nearestWord } from "../../options/did-you-mean.ts";
import { usageError } from "../errors/usage-error.ts";
import { printOut } from "../format/print.ts";
import { TOPICS } from "./topics.ts";

/**
 * Prints a page of the documentation, or for `topics` their list.
 *
 * @param program its commands are what else may have been meant.
 * @throws FrameferryError `ERR_OPTION` for a name that is neither a topic nor a command.
 */
export function printTopic(name: string, program: Command): void {
  if (name === "topics") return printOut(listOfTopics());
  const topic = TOPICS.find((other) => other.name === name);
  if (topic === undefined) throw unknownTopic(name, program);
  printOut(pageOf(topic.name));
}

function listOfTopics(): string {
  const width = Math.max(...TOPICS.map(({ name }) => name.length)) + 2;
  const lines = TOPICS.map(({ name, about }) => `  ${name.padEnd(width)}${about}`);
  return ["Topics of `frameferry help TOPIC`:", ...lines].join("\n");
}

/** The build writes the pages as text beside the program, as far above the bundle's folder as above this one. */
function pageOf(name: string): string {
  return readFileSync(new URL(`../../help/${name}.txt`, import.meta.url), "utf8").trimEnd();
}

function unknownTopic(name: string, program: Command): FrameferryError {
  const names = [
    ...TOPICS.map((topic) => topic.name),
    ...program.commands.map((command) => command.name()),
  ];
  const meant = nearestWord(name, names);
  const remedy = "frameferry help topics lists the topics, frameferry --help the commands";
  return usageError(
    `there is no command and no topic ${name}`,
    meant === null ? remedy : `did you mean ${meant}? ${remedy}`,
  );
}

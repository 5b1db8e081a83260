/** @import { Command } from "commander" */

/**
 * What a manual has besides the tree of commands.
 * @typedef {object} ManualFacts
 * @property {string} version
 * @property {readonly (readonly [number, string])[]} exitCodes each with its meaning
 * @property {readonly { name: string, about: string }[]} topics what `frameferry help` has pages about
 */

/**
 * The manual pages of a program, one for itself and one for each of its commands, in the language of man(7).
 * @param {Command} program
 * @param {ManualFacts} facts
 * @returns {ReadonlyMap<string, string>} texts by the name of their file.
 */
export function manualPages(program, facts) {
  const pages = [program, ...program.commands].map((command) => {
    const name = pageName(command);
    const title = `.TH ${name.toUpperCase()} 1 "" "frameferry ${facts.version}" "User Commands"`;
    const lines = [title, ...beginning(command), ...options(command), ...ending(command, facts)];
    return /** @type {const} */ ([`${name}.1`, `${lines.join("\n")}\n`]);
  });
  return new Map(pages);
}

/** @param {Command} command */
function pageName(command) {
  return command.parent === null ? command.name() : `${command.parent.name()}-${command.name()}`;
}

/** @param {Command} command */
function beginning(command) {
  const [about = ""] = command.description().split("\n\n");
  const summary = command.summary() === "" ? about : command.summary();
  const words =
    command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
  return [
    ...section("NAME", `${pageName(command)} - ${summary.replace(/\.$/u, "")}`),
    ...section("SYNOPSIS", `${words} ${command.usage()}`),
    ...section("DESCRIPTION", about),
    ...list("ARGUMENTS", argumentRows(command)),
    ...list(
      "COMMANDS",
      command.commands.map((other) => [other.name(), other.summary()]),
    ),
  ];
}

/** @param {Command} command */
function argumentRows(command) {
  return command
    .createHelp()
    .visibleArguments(command)
    .map((argument) => /** @type {const} */ ([argument.name(), argument.description]));
}

/**
 * The options by their headings, as in the help.
 * @param {Command} command
 */
function options(command) {
  const help = command.createHelp();
  const shown = help.visibleOptions(command);
  const groups = help.groupItems(
    [...shown],
    shown,
    (option) => option.helpGroupHeading ?? "Options:",
  );
  const lines = [".SH OPTIONS"];
  for (const [heading, items] of groups) {
    lines.push(`.SS ${escaped(heading.replace(/:$/u, ""))}`);
    for (const option of items)
      lines.push(...item([help.optionTerm(option), help.optionDescription(option)]));
  }
  return lines;
}

/**
 * @param {Command} command
 * @param {ManualFacts} facts
 */
function ending(command, { exitCodes, topics }) {
  const [, examples] = command.description().split("\n\nExamples:\n");
  const others = [command.parent ?? command, ...(command.parent ?? command).commands];
  const pages = others.filter((other) => other !== command).map((other) => `${pageName(other)}(1)`);
  return [
    ...(examples === undefined ? [] : [".SH EXAMPLES", ".nf", escaped(examples), ".fi"]),
    ...section(
      "ENVIRONMENT",
      "An option with a value may also be given in the environment: FRAMEFERRY_FPS=1.",
    ),
    ...list(
      "EXIT STATUS",
      exitCodes.map(([code, meaning]) => [String(code), meaning]),
    ),
    ...(command.parent === null
      ? list(
          "TOPICS OF frameferry help",
          topics.map(({ name, about }) => [name, about]),
        )
      : []),
    ...section("SEE ALSO", pages.join(", ")),
  ];
}

/**
 * @param {string} heading
 * @param {string} text
 */
function section(heading, text) {
  return [`.SH ${heading}`, escaped(text)];
}

/**
 * @param {string} heading
 * @param {readonly (readonly [string, string])[]} rows
 */
function list(heading, rows) {
  return rows.length === 0 ? [] : [`.SH ${heading}`, ...rows.flatMap(item)];
}

/** @param {readonly [string, string]} row */
function item([term, text]) {
  return [".TP", `.B ${escaped(term)}`, escaped(text)];
}

/**
 * Backslashes and dashes mean something to roff, as do a period and an apostrophe at the start of a line.
 * @param {string} text
 */
function escaped(text) {
  return text
    .replaceAll("\\", String.raw`\e`)
    .replaceAll("-", String.raw`\-`)
    .replaceAll(/^(?=[.'])/gmu, String.raw`\&`);
}

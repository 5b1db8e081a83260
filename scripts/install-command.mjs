/**
 * `npm run install-command`: makes `frameferry` a command, by a link from a folder of the path to this clone's
 * launcher. With `--remove` (`npm run uninstall-command`) it takes the link away again.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { choosePlace } from "./command/choose-place.mjs";
import { addLink, removeLinks } from "./command/link.mjs";
import { linked, removed } from "./command/messages.mjs";
import { reportFailure, SetupFailure } from "./setup/failure.mjs";

const launcher = join(import.meta.dirname, "frameferry");
const machine = { home: homedir(), path: process.env["PATH"] ?? "" };

function change() {
  if (process.platform === "win32")
    throw new SetupFailure("there is no such link on Windows: use `npm start -- COMMAND` instead.");
  if (process.argv[2] === "--remove") return removed(removeLinks(launcher, machine));
  const place = choosePlace(machine);
  return linked(addLink(launcher, place), place, machine);
}

try {
  process.stdout.write(change());
} catch (error) {
  reportFailure(error);
}

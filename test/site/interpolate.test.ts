import { expect, test } from "vitest";
import { interpolate } from "../../src/site/interpolate.ts";

const env = { CAM: "gate", EMPTY: "", API_TOKEN: "s3cret-token" };
const files: Readonly<Record<string, string>> = { "/run/secrets/token": "from-file\n" };
const readFile = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
  return text;
};
const textOf = (given: string): unknown => {
  const found = interpolate(given, { env, readFile });
  return "problem" in found ? found : found.text;
};

test.each([
  ["rtsp://${CAM}/1", "rtsp://gate/1"],
  ["${CAM}${CAM}", "gategate"],
  ["${NONE:-a:b}", "a:b"],
  ["${EMPTY:-usual}", "usual"],
  ["${EMPTY}", ""],
  ["${NONE:-}", ""],
  ["Bearer ${file:/run/secrets/token}", "Bearer from-file"],
  ["pa$word $5", "pa$word $5"],
  ["$${CAM} costs $$5", "${CAM} costs $5"],
])("%s becomes %s", (given, wanted) => {
  expect(textOf(given)).toBe(wanted);
});

test("what was put in is not looked at again", () => {
  const odd = { env: { ONE: "${TWO}", TWO: "2" }, readFile };
  expect(interpolate("${ONE}", odd)).toMatchObject({ text: "${TWO}" });
});

test.each([
  [
    "${NONE}",
    "the environment variable NONE is not set; ${NONE:-text} would say what holds without it",
  ],
  ["${file:/nowhere}", "the file /nowhere cannot be read: there is none"],
  ["${CAM", "has ${ without the } that ends it; $${ stands for ${ itself"],
  [
    "${1st}",
    "has a ${...} that is none of ${NAME}, ${NAME:-text} and ${file:PATH}; $$ stands for $",
  ],
])("%s is refused", (given, problem) => {
  expect(textOf(given)).toEqual({ problem });
});

test("files, and variables that are named like secrets, count as secret", () => {
  const secretsOf = (given: string): unknown => interpolate(given, { env, readFile });
  expect(secretsOf("${API_TOKEN}-${CAM}")).toMatchObject({ secrets: ["s3cret-token"] });
  expect(secretsOf("${file:/run/secrets/token}")).toMatchObject({ secrets: ["from-file"] });
});

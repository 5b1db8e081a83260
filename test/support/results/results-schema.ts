import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

/** The schema of a results line that the package publishes. */
export const RESULTS_SCHEMA = JSON.parse(
  readFileSync(new URL("../../../src/results/results.schema.json", import.meta.url), "utf8"),
) as Record<string, unknown>;

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
const validate = ajv.compile(RESULTS_SCHEMA);

/** What of a results line does not fit the schema, in words; empty for a line that fits. */
export function misfitsOf(line: unknown): readonly string[] {
  if (validate(line)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = "", params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}

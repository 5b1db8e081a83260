import { z } from "zod";
import { MAPS } from "./option-value.ts";
import type { SiteOption } from "./vocabulary.ts";

/** A piece of JSON Schema, draft 7. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What an editor may take for a value of an option; it says less than the option's check, and never more. */
export function optionJsonSchema(option: SiteOption): JsonSchema {
  const { help, isSwitch, isList, key } = option;
  const alternatives = isSwitch ? [{ type: "boolean" }, REFERENCE] : scalars(option);
  const scalar = alternatives.length === 1 ? (alternatives[0] ?? {}) : { anyOf: alternatives };
  const isArray = isList || partsOf(jsonOf(option)).some(({ type }) => type === "array");
  const shapes: JsonSchema[] = [scalar];
  if (isArray) shapes.push({ type: "array", items: scalar });
  if (MAPS.has(key))
    shapes.push({ type: "object", additionalProperties: key === "routes" ? TEXTS : TEXT });
  return { description: help, anyOf: [...shapes, { type: "null" }] };
}

/** A value that comes from a variable or a file. */
const REFERENCE: JsonSchema = { type: "string", pattern: "\\$\\{" };
/** A number is read as it was typed. */
const TEXT: JsonSchema = { type: ["string", "number", "boolean"] };
const TEXTS: JsonSchema = { anyOf: [TEXT, { type: "array", items: TEXT }] };

function scalars(option: SiteOption): readonly JsonSchema[] {
  const parts = partsOf(jsonOf(option));
  const words = parts.flatMap(({ enum: all, const: one }) => [
    ...((all as unknown[]) ?? []),
    ...(one === undefined ? [] : [one]),
  ]);
  const numbers = parts.filter(({ type }) => type === "number" || type === "integer").map(bounded);
  const hasUnit = /(?:Ms|Bytes)$/u.test(option.key);
  const isText = parts.some(
    ({ type, ...rest }) => type === "string" && !("enum" in rest) && !("const" in rest),
  );
  if (words.length > 0 && !isText) return [{ enum: words }, REFERENCE];
  const named = words.length > 0 ? [{ enum: words }] : [];
  // A length of time or a size without its unit is refused.
  if (hasUnit) return [...named, { type: "string" }];
  return numbers.length > 0 ? [...named, ...numbers, { type: "string" }] : [...named, TEXT];
}

function bounded({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): JsonSchema {
  const limits = Object.entries({ minimum, maximum, exclusiveMinimum });
  const known = limits.filter(
    ([, limit]) => typeof limit === "number" && Math.abs(limit) < Number.MAX_SAFE_INTEGER,
  );
  return { type, ...Object.fromEntries(known) };
}

/** The parts of a schema that single values are checked by. */
function partsOf(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf, items, type } = schema;
  if (Array.isArray(anyOf)) return (anyOf as JsonSchema[]).flatMap(partsOf);
  if (type === "array") return [schema, ...partsOf((items as JsonSchema | undefined) ?? {})];
  return [schema];
}

/** As zod has it, with what a text is made into in the place of the text. */
function jsonOf({ check }: Pick<SiteOption, "check">): JsonSchema {
  return schemaOf(check());
}

function schemaOf(type: z.core.$ZodType): JsonSchema {
  return z.toJSONSchema(type, {
    ...({ io: "input", target: "draft-7", unrepresentable: "any" } as const),
    override: ({ zodSchema, jsonSchema }) => {
      if (!isFromText(zodSchema)) return;
      const made = { anyOf: [schemaOf(zodSchema._zod.def.out), { type: "string" }] };
      for (const name of Object.keys(jsonSchema))
        delete jsonSchema[name as keyof typeof jsonSchema];
      Object.assign(jsonSchema, made);
    },
  });
}

function isFromText(schema: z.core.$ZodType): schema is z.core.$ZodPipe {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "pipe" && (def.in as z.core.$ZodTypes)._zod.def.type === "transform";
}

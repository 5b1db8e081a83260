import { z } from "zod";
import { oneOf } from "./one-of.ts";
import { headerFields, parameters } from "./pairs.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type TensorOptions, tensorShape } from "./tensor-options.ts";
import { flag, plainText } from "./units.ts";

/** The language that a service speaks. */
export type ProtocolName =
  | "multipart"
  | "raw"
  | "json"
  | "torchserve"
  | "tfserving"
  | "kserve-v2"
  | "roboflow"
  | "bentoml"
  | "openai"
  | "openai-responses"
  | "anthropic"
  | "gemini"
  | "ollama"
  | "deepstack"
  | "ultralytics";

export const PROTOCOL_NAMES: readonly ProtocolName[] = [
  "multipart",
  "raw",
  "json",
  "torchserve",
  "tfserving",
  "kserve-v2",
  "roboflow",
  "bentoml",
  "openai",
  "openai-responses",
  "anthropic",
  "gemini",
  "ollama",
  "deepstack",
  "ultralytics",
];

/** How a frame is put to a service. */
export interface ProtocolOptions extends TensorOptions {
  /** Language of the service; `auto` asks the service what it is. @default "multipart" */
  readonly protocol: ProtocolName | "auto";
  /** Name of the model, where the service serves several. @default null */
  readonly model: string | null;
  /** Form field or input that carries the image; `null` leaves it to the protocol. @default null */
  readonly field: string | null;
  /** Further settings of the service by name, such as `confidence`. @default {} */
  readonly params: Readonly<Record<string, string>>;
  /** What a language model is asked about each frame; `null` asks for a description. @default null */
  readonly prompt: string | null;
  /** Header fields of every request by name, in lower case: authorisation, mostly. @default {} */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * File with further header fields, a line `Name: value` each, all of them secrets; it is read again when
   * it changes and when a service answers 401. It goes before `headers`. @default null
   */
  readonly headerFile: string | null;
  /**
   * Command for the system's shell that prints a token within 30 seconds, to be sent as
   * `Authorization: Bearer`; it is run again when a service answers 401. It goes before `headerFile`.
   * @default null
   */
  readonly tokenCommand: string | null;
  /** JSON with placeholders, or the path of a file that holds it; `null` sends `{"image":"{{base64}}"}`. @default null */
  readonly template: string | null;
  /** Whether index, time, source and idempotency key of a frame go along with it. @default false */
  readonly metadata: boolean;
}

const KINDS: readonly ProtocolOptions["protocol"][] = ["auto", ...PROTOCOL_NAMES];

/** The name of a protocol, or `auto`. */
export function protocolKind(): z.ZodType<ProtocolOptions["protocol"]> {
  return oneOf(KINDS);
}

export const protocolShape: OptionsSchema<ProtocolOptions> = {
  protocol: protocolKind().default("multipart"),
  model: plainText().nullable().default(null),
  field: plainText().nullable().default(null),
  params: parameters().default({}),
  prompt: z.string().min(1, "must be text").nullable().default(null),
  headers: headerFields().default({}),
  headerFile: plainText().nullable().default(null),
  tokenCommand: plainText().nullable().default(null),
  template: z.string().min(1, "must be text").nullable().default(null),
  metadata: flag().default(false),
  ...tensorShape,
};

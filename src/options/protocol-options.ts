import { optional } from "./option.ts";
import { z } from "zod";
import { oneOf } from "./one-of.ts";
import { headerFields, parameters } from "./pairs.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type TensorOptions, tensorSchema } from "./tensor-options.ts";
import { flag, plainText } from "./units.ts";

/** Protocol of a service. */
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

/** Form of a request. */
export interface ProtocolOptions extends TensorOptions {
  /** Protocol of the service. `auto`: the service is asked what it is. @default "multipart" */
  readonly protocol: ProtocolName | "auto";
  /** Name of the model, if the service has several. `null`: none is named. @default null */
  readonly model: string | null;
  /** Form field or input for the image. `null`: the usual one of the protocol. @default null */
  readonly field: string | null;
  /** Further settings of the service by name, such as `confidence`. @default {} */
  readonly params: Readonly<Record<string, string>>;
  /** Prompt for a language model, sent with each frame. `null`: a request for a description. @default null */
  readonly prompt: string | null;
  /** Header fields of every request, by name in lower case, such as those for authorization. @default {} */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * File of further header fields, one `Name: value` on each line, all of them secret. It is read again when it
   * changes and when a service answers 401. It takes precedence over `headers`. `null`: none. @default null
   */
  readonly headerFile: string | null;
  /**
   * Shell command that prints a token within 30 seconds, which is sent as `Authorization: Bearer`. It runs again
   * when a service answers 401. It takes precedence over `headerFile`. `null`: none. @default null
   */
  readonly tokenCommand: string | null;
  /** JSON with placeholders, or the path of a file of such JSON. `null`: `{"image":"{{base64}}"}`. @default null */
  readonly template: string | null;
  /** True to send index, time, source and idempotency key along with each frame. @default false */
  readonly metadata: boolean;
}

const KINDS: readonly ProtocolOptions["protocol"][] = ["auto", ...PROTOCOL_NAMES];

/** The name of a protocol, or `auto`. */
export function protocolKind(): z.ZodType<ProtocolOptions["protocol"]> {
  return oneOf(KINDS);
}

export const protocolSchema: OptionsSchema<ProtocolOptions> = {
  protocol: optional(protocolKind, "multipart"),
  model: optional(plainText, null),
  field: optional(plainText, null),
  params: optional(parameters, {}),
  prompt: optional(() => z.string().min(1, "must be text"), null),
  headers: optional(headerFields, {}),
  headerFile: optional(plainText, null),
  tokenCommand: optional(plainText, null),
  template: optional(() => z.string().min(1, "must be text"), null),
  metadata: optional(flag, false),
  ...tensorSchema,
};

import type { Answer } from "../core/service/answer.ts";
import type { Adaptation, RequestNote } from "../core/service/protocol.ts";
import { rejectsField } from "./rejected-field.ts";

/** Default maximum of tokens in an answer. */
const DEFAULT_TOKENS = 300;

const NAMES = ["max_tokens", "max_completion_tokens"] as const;

/** Possible names of the token limit. */
export type LimitName = (typeof NAMES)[number];

type Params = Readonly<Record<string, unknown>>;

/**
 * Token limit of an answer in a chat completion. OpenAI's newer models want `max_completion_tokens` and
 * reject `max_tokens` (OpenAI API reference, "Create chat completion"); many compatible services know
 * `max_tokens` alone (Mistral answers 422 to the other). The name is learned from the service's first
 * rejection.
 */
export class TokenLimit {
  /** Params besides the limit. */
  readonly others: Params;
  readonly #refused = new Set<string>();
  readonly #value: unknown;
  /** Current name; `null` if the user gives both, which is then left alone. */
  #name: LimitName | null;

  /** @param params the user's params: with the limit under either name, or without. */
  constructor(params: Params) {
    const [first, second] = NAMES.filter((name) => name in params);
    this.#name = second === undefined ? (first ?? "max_tokens") : null;
    this.#value = first === undefined ? DEFAULT_TOKENS : params[first];
    const isOther = ([name]: [string, unknown]): boolean => name !== this.#name;
    this.others = Object.fromEntries(Object.entries(params).filter(isOther));
  }

  /** Note for a request: the name of the limit in it. */
  get note(): Pick<RequestNote, "limitName"> {
    return this.#name === null ? {} : { limitName: this.#name };
  }

  /** Field of the body under the current name. */
  get field(): Params {
    return this.#name === null ? {} : { [this.#name]: this.#value };
  }

  /** The field under its longest name. */
  get maxField(): Params {
    return this.#name === null ? {} : { max_completion_tokens: this.#value };
  }

  /** Learns the name from a rejection. @param note note of the request that it answers. */
  adapt(answer: Answer, { limitName: sent }: RequestNote = {}): Adaptation | null {
    if (sent === undefined || !rejectsField(answer, sent)) return null;
    // Another request in flight has caused the change already.
    if (sent !== this.#name) return { learned: null };
    this.#refused.add(sent);
    const other = NAMES.find((name) => !this.#refused.has(name));
    if (other === undefined) return null;
    this.#name = other;
    return { learned: `it wants ${other} instead of ${sent}` };
  }
}

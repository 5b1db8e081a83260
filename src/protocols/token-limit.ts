import type { Answer } from "../core/answer.ts";
import type { Adaptation, RequestNote } from "../core/protocol.ts";
import { refusesField } from "./refused-field.ts";

/** Tokens that an answer may have where nobody says otherwise. */
const DEFAULT_TOKENS = 300;

const NAMES = ["max_tokens", "max_completion_tokens"] as const;

/** How the limit of an answer's tokens may be called. */
export type LimitName = (typeof NAMES)[number];

type Params = Readonly<Record<string, unknown>>;

/**
 * The limit of an answer's tokens in a body of chat completions. OpenAI's newer models want it as
 * `max_completion_tokens` and refuse `max_tokens` (OpenAI API reference, "Create chat completion"); many
 * compatible services know `max_tokens` alone (Mistral answers 422 to the other). Which of the two it
 * wants, a service tells by its first refusal.
 */
export class TokenLimit {
  /** Parameters besides the limit. */
  readonly others: Params;
  readonly #refused = new Set<string>();
  readonly #value: unknown;
  /** `null` where the user names both, and so knows better. */
  #name: LimitName | null;

  /** @param params what the user says of the body: the limit under either name, or none. */
  constructor(params: Params) {
    const [given, second] = NAMES.filter((name) => name in params);
    this.#name = second === undefined ? (given ?? "max_tokens") : null;
    this.#value = given === undefined ? DEFAULT_TOKENS : params[given];
    const isOther = ([name]: [string, unknown]): boolean => name !== this.#name;
    this.others = Object.fromEntries(Object.entries(params).filter(isOther));
  }

  /** For the note on a request: what it calls the limit. */
  get note(): Pick<RequestNote, "limitName"> {
    return this.#name === null ? {} : { limitName: this.#name };
  }

  /** As a field of the body, under the name that the service is known to want. */
  get field(): Params {
    return this.#name === null ? {} : { [this.#name]: this.#value };
  }

  /** As the field is at its longest. */
  get maxField(): Params {
    return this.#name === null ? {} : { max_completion_tokens: this.#value };
  }

  /** Takes the hint of a refusal. @param note the note on the request that it answers. */
  adapt(answer: Answer, { limitName: sent }: RequestNote = {}): Adaptation | null {
    if (sent === undefined || !refusesField(answer, sent)) return null;
    // Of requests in flight together, the first has learned it for all.
    if (sent !== this.#name) return { learned: null };
    this.#refused.add(sent);
    const other = NAMES.find((name) => !this.#refused.has(name));
    if (other === undefined) return null;
    this.#name = other;
    return { learned: `it wants ${other} instead of ${sent}` };
  }
}

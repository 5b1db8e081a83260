import type { Answer } from "../core/answer.ts";

/** `max_tokens` is none of them. */
const SECRET_NAMES = /(?:auth\w*|cookie|credentials?|key|pass\w*|secret|token)$/iu;
const SCHEME = /^(?:basic|bearer|key|token)\s+/iu;
const SHORTEST_SECRET = 4;

/** The values that must not be told, by their names; of a scheme and a token, the token. */
export function secretsIn(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values)
    .filter(([name]) => SECRET_NAMES.test(name))
    .map(([, value]) => value.replace(SCHEME, ""))
    .filter(({ length }) => length >= SHORTEST_SECRET);
}

/**
 * Hides secrets in answers: some services repeat in their errors what they were sent, and answers are
 * shown and written down.
 */
export function secretHider(secrets: readonly string[]): (answer: Answer) => Answer {
  // Longer ones first: one secret may begin with another.
  const forms = secrets
    .flatMap((secret) => [secret, inJson(secret), inJson(inJson(secret))])
    .toSorted((one, other) => other.length - one.length);
  const isTold = ({ headers, body }: Answer): boolean =>
    forms.some((secret) => body.includes(secret) || locationIn(headers).includes(secret));
  const hide = (text: string): string =>
    forms.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  return (answer) =>
    isTold(answer)
      ? {
          ...answer,
          headers: { ...answer.headers, location: hide(locationIn(answer.headers)) },
          body: Buffer.from(hide(answer.body.toString("utf8"))),
        }
      : answer;
}

/** As it stands within a JSON text. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Of all headers, only this one is ever told. */
function locationIn(headers: Answer["headers"]): string {
  return String(headers["location"] ?? "");
}

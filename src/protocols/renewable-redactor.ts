import { type SecretRedactor, secretRedactor } from "./secret-redactor.ts";

/** Secrets that may be added during a run. */
export interface RenewableSecrets {
  /** Current list; a new object whenever a secret is added. */
  readonly secrets: readonly string[];
}

/** Redacts the known secrets and those that are added later. */
export function renewableRedactor(
  known: readonly string[],
  renewable: RenewableSecrets | null,
): SecretRedactor {
  if (renewable === null) return secretRedactor(known);
  let { secrets } = renewable;
  let redactor = secretRedactor([...known, ...secrets]);
  const current = (): SecretRedactor => {
    if (renewable.secrets !== secrets) {
      ({ secrets } = renewable);
      redactor = secretRedactor([...known, ...secrets]);
    }
    return redactor;
  };
  return {
    text: (text) => current().text(text),
    verdict: (verdict) => current().verdict(verdict),
  };
}

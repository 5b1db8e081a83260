import { type SecretHider, secretHider } from "./secret-hider.ts";

/** Secrets that may be added during a run. */
export interface GrowingSecrets {
  /** Current list; a new object whenever a secret is added. */
  readonly secrets: readonly string[];
}

/** Redacts the known secrets and those that are added later. */
export function growingHider(
  known: readonly string[],
  growing: GrowingSecrets | null,
): SecretHider {
  if (growing === null) return secretHider(known);
  let { secrets } = growing;
  let hider = secretHider([...known, ...secrets]);
  const current = (): SecretHider => {
    if (growing.secrets !== secrets) {
      ({ secrets } = growing);
      hider = secretHider([...known, ...secrets]);
    }
    return hider;
  };
  return {
    words: (words) => current().words(words),
    verdict: (verdict) => current().verdict(verdict),
  };
}

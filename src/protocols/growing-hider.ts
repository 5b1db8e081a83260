import { type SecretHider, secretHider } from "./secret-hider.ts";

/** Secrets that become more while a run goes on. */
export interface GrowingSecrets {
  /** Another list once there is more. */
  readonly secrets: readonly string[];
}

/** Hides secrets that are known from the beginning, and those that come later. */
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

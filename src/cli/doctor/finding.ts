/** Result of one check of the doctor. */
export interface Finding {
  readonly subject: string;
  readonly state: "ok" | "warning" | "problem";
  readonly detail: string;
  /** Remedy in words; `null` for an ok. */
  readonly remedy: string | null;
}

export function ok(subject: string, detail: string): Finding {
  return { subject, state: "ok", detail, remedy: null };
}

export function warning(subject: string, detail: string, remedy: string): Finding {
  return { subject, state: "warning", detail, remedy };
}

export function problem(subject: string, detail: string, remedy: string): Finding {
  return { subject, state: "problem", detail, remedy };
}

/** A label as it is shown: services may leave it empty. */
export function labelText(label: string): string {
  return label.trim() === "" ? "(no name)" : label;
}

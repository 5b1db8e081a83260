/** A share from 0 to 1 as people read it: `0.12%`. */
export function shareText(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

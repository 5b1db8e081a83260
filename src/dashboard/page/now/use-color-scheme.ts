import { useEffect, useState } from "preact/hooks";

/** Whether the page is dark, as the system says; what is drawn in colors is drawn again when that changes. */
export function useIsDark(): boolean {
  const [query] = useState(() => matchMedia("(prefers-color-scheme: dark)"));
  const [isDark, setIsDark] = useState(query.matches);
  useEffect(() => {
    const listen = (): void => setIsDark(query.matches);
    query.addEventListener("change", listen);
    return () => query.removeEventListener("change", listen);
  }, [query]);
  return isDark;
}

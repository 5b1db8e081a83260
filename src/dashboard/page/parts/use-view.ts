import { useEffect, useState } from "preact/hooks";

/** Parts of the page, as they stand behind `#` in its address. */
export const VIEWS = ["now", "frames", "failures"] as const;

export type View = (typeof VIEWS)[number];

/** The part that the address names: so links, bookmarks and the way back work. */
export function useView(): View {
  const [view, setView] = useState(viewInAddress);
  useEffect(() => {
    const listen = (): void => setView(viewInAddress());
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  return view;
}

function viewInAddress(): View {
  return VIEWS.find((view) => location.hash === `#${view}`) ?? "now";
}

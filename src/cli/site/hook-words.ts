import { formatCount } from "../../core/text/format-count.ts";
import { typedDuration } from "../../core/text/typed-duration.ts";
import type { HookAccount } from "../../hooks/hooks.ts";
import { type Hook, shownPost } from "../../hooks/shown-hook.ts";

/** What a hook is told of and how, as the lines of a plan have it. */
export function hookInWords(hook: Hook): string {
  const { source, post, run, secret, atMostEveryMs } = hook;
  const of = source.length > 0 ? ` of ${source.join(", ")}` : "";
  const every = atMostEveryMs > 0 ? `, at most every ${typedDuration(atMostEveryMs)}` : "";
  const target =
    post === null
      ? `runs ${(run ?? []).join(" ")}`
      : `posts to ${shownPost(post)}${secret === null ? "" : ", signed"}`;
  return `${occasionInWords(hook)}${of}${every}: ${target}`;
}

function occasionInWords(hook: Hook): string {
  const { when, label, minConfidence, afterMs, over, withinMs, minFrames } = hook;
  switch (when) {
    case "detection": {
      const what = label.length > 0 ? label.join(" or ") : "anything";
      return minConfidence === null
        ? `${what} found`
        : `${what} found with at least ${minConfidence}`;
    }
    case "camera-silent":
      return `a camera silent for ${typedDuration(afterMs)}`;
    case "service-away":
      return `a service away for ${typedDuration(afterMs)}`;
    case "failures":
      return `over ${Number(((over ?? 0) * 100).toFixed(2))}% of at least ${minFrames} frames failed within ${typedDuration(withinMs)}`;
  }
}

/** A hook as programs read it, without secrets. */
export function hookFacts(hook: Hook): object {
  const { name, when, source, run, post, secret } = hook;
  return {
    name,
    when,
    source,
    run,
    post: post === null ? null : shownPost(post),
    signed: secret !== null,
  };
}

/** What became of the events of hooks, a line for each that had any. */
export function hookLines(accounts: readonly HookAccount[]): readonly string[] {
  return accounts.flatMap(({ name, told, failed, overflowed, untold }) => {
    const missed = failed + overflowed + untold;
    if (told + missed === 0) return [];
    const why = [
      [failed, "failed"],
      [overflowed, "left out, for too many waited"],
      [untold, "at the end"],
    ].flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]));
    const not = missed === 0 ? "" : ` · not told ${missed} (${why.join(", ")})`;
    return [`  hook ${name} told ${formatCount(told, "event")}${not}`];
  });
}

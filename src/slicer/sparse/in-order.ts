/**
 * Runs tasks, several at once, and yields their results in the order of the tasks.
 *
 * Whoever stops early must end what runs: it is waited for.
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const running: Promise<Result>[] = [];
  try {
    for (let started = 0; started < items.length || running.length > 0;) {
      while (running.length < atOnce && started < items.length) {
        const task = run(items[started] as Item);
        // Whether it fails is known when its turn comes.
        task.catch(() => {});
        running.push(task);
        started += 1;
      }
      yield await (running.shift() as Promise<Result>);
    }
  } finally {
    await Promise.allSettled(running);
  }
}

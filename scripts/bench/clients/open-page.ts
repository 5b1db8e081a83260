/**
 * An open page of the dashboard without a browser: reads the feed, and loads the picture of each frame that the feed
 * announces.
 *
 * usage: open-page.ts URL   -> one line when the feed has begun
 */
const [address = ""] = process.argv.slice(2);
const response = await fetch(`${address}/api/events`);
if (response.body === null) throw new Error(`no feed: ${response.status}`);
let isBegun = false;
let rest = "";
for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
  const blocks = (rest + text).split("\n\n");
  rest = blocks.pop() ?? "";
  for (const block of blocks) {
    if (!isBegun) process.stdout.write("begun\n");
    isBegun = true;
    const id = /^event: frame\n(?:[^]*\n)?data: .*?"id":"([^"]+)"/u.exec(block)?.[1];
    if (id !== undefined) void load(`${address}/api/frames/${id}/thumbnail`);
  }
}

/** A picture that is gone by now, or was never there, is none. */
async function load(url: string): Promise<void> {
  const answer = await fetch(url).catch(() => null);
  await answer?.arrayBuffer();
}

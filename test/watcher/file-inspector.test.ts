import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { frameImage } from "../../fixtures/programs/frame-image.mjs";
import type { Clock } from "../../src/core/concurrency/clock.ts";
import { FileInspector, type FileInspectorOptions } from "../../src/watcher/file-inspector.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const SETTLE_MS = 1000;
const STILL_MS = 250;
const IMAGE = frameImage(1);
const CUT = IMAGE.subarray(0, 200);

/** A folder, an inspector of its files, and a clock that stands still until it is moved. */
class Bench implements AsyncDisposable {
  nowMs = 0;
  readonly inspector: FileInspector;
  readonly #folder: string;
  readonly #dispose: () => PromiseLike<void>;

  private constructor(
    folder: string,
    options: Partial<FileInspectorOptions>,
    dispose: () => PromiseLike<void>,
  ) {
    this.#folder = folder;
    this.#dispose = dispose;
    const clock: Clock = { nowMs: () => this.nowMs, sleep: async () => {} };
    const settings = {
      locate: (path: string) => join(folder, path),
      isWanted: (path: string) => path.endsWith(".jpg"),
      arrivesWhole: false,
      settleMs: SETTLE_MS,
      ...options,
    };
    this.inspector = new FileInspector(settings, clock, () => {});
  }

  static async open(options: Partial<FileInspectorOptions> = {}): Promise<Bench> {
    const folder = await temporaryFolder();
    return new Bench(folder.path, options, () => folder[Symbol.asyncDispose]());
  }

  at(name: string): string {
    return join(this.#folder, name);
  }

  write(name: string, content: Uint8Array | string): void {
    writeFileSync(this.at(name), content);
  }

  /** What a look finds `afterMs` later: `landed`, the defect of a file that was given up, or the kind. */
  look(name: string, afterMs = 0): string {
    this.nowMs += afterMs;
    const look = this.inspector.look(name);
    return look.kind === "landed" ? (look.file.defect ?? "landed") : look.kind;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispose();
  }
}

describe("a new file", () => {
  test("that is whole lands at once, and only once", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", IMAGE);
    expect([bench.look("a.jpg"), bench.look("a.jpg"), bench.look("a.jpg", 9999)]).toEqual([
      "landed",
      "nothing",
      "nothing",
    ]);
  });

  test("that grows lands when it is whole", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", CUT);
    expect(bench.look("a.jpg")).toBe("nothing");
    expect([bench.inspector.isKnown("a.jpg"), bench.inspector.growing.waitingCount]).toEqual([
      true,
      1,
    ]);
    bench.write("a.jpg", IMAGE);
    expect([bench.look("a.jpg", 5), bench.inspector.growing.waitingCount]).toEqual(["landed", 0]);
  });

  test("that stays unfinished is given up with its reason, and lands if it is finished after all", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", CUT);
    expect([bench.look("a.jpg"), bench.look("a.jpg", SETTLE_MS - 1)]).toEqual([
      "nothing",
      "nothing",
    ]);
    expect(bench.look("a.jpg", 1)).toBe("the JPEG has no end mark yet");
    expect([bench.look("a.jpg", 9999), bench.inspector.growing.waitingCount]).toEqual([
      "nothing",
      0,
    ]);
    bench.write("a.jpg", IMAGE);
    expect([bench.look("a.jpg"), bench.look("a.jpg", STILL_MS)]).toEqual(["nothing", "landed"]);
  });

  test("whose format has no end mark lands once it has been left alone for a while", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", "\0some other kind of image");
    expect([bench.look("a.jpg"), bench.look("a.jpg", STILL_MS - 1)]).toEqual([
      "nothing",
      "nothing",
    ]);
    bench.write("a.jpg", "\0some other kind of image, and more");
    expect([bench.look("a.jpg", 1), bench.look("a.jpg", STILL_MS - 1)]).toEqual([
      "nothing",
      "nothing",
    ]);
    expect(bench.look("a.jpg", 1)).toBe("landed");
  });

  test("that is certainly no image lands with what it is, unless it is meant", async () => {
    await using bench = await Bench.open({ isWanted: () => true, isMeant: (path) => path === "b" });
    for (const name of ["a.jpg", "b"]) bench.write(name, "<html>no such camera</html>");
    for (const name of ["a.jpg", "b"]) expect(bench.look(name)).toBe("nothing");
    expect(bench.look("a.jpg", STILL_MS)).toBe("it is a text file, not an image");
    expect(bench.look("b")).toBe("landed");
    bench.write("a.jpg", IMAGE);
    expect([bench.look("a.jpg"), bench.look("a.jpg", STILL_MS)]).toEqual(["nothing", "landed"]);
  });

  test("lands whatever it holds, where files are known to arrive whole", async () => {
    await using bench = await Bench.open({ arrivesWhole: true });
    bench.write("a.jpg", CUT);
    expect([bench.look("a.jpg"), bench.look("a.jpg")]).toEqual(["landed", "nothing"]);
  });
});

describe("a known file", () => {
  test("that is rewritten in place lands once it has been left alone, for old and new bytes may be mixed", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", IMAGE);
    expect(bench.look("a.jpg")).toBe("landed");
    bench.write("a.jpg", frameImage(2, 2));
    expect([bench.look("a.jpg"), bench.look("a.jpg", STILL_MS - 1)]).toEqual([
      "nothing",
      "nothing",
    ]);
    expect(bench.look("a.jpg", 1)).toBe("landed");
  });

  test("that is replaced by another file lands at once", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", IMAGE);
    expect(bench.look("a.jpg")).toBe("landed");
    bench.write("b.tmp", frameImage(2, 2));
    renameSync(bench.at("b.tmp"), bench.at("a.jpg"));
    expect([bench.look("a.jpg"), bench.look("a.jpg")]).toEqual(["landed", "nothing"]);
  });

  test("that is rewritten all the time is taken in a short pause, once the settle time is over", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", frameImage(0));
    expect(bench.look("a.jpg")).toBe("landed");
    const landedAtMs: number[] = [];
    for (let version = 1; version <= 25; version += 1) {
      bench.write("a.jpg", frameImage(version, 1 + (version % 3)));
      // Each version stands for 100 ms.
      if ([bench.look("a.jpg", 50), bench.look("a.jpg", 50)].includes("landed"))
        landedAtMs.push(bench.nowMs);
    }
    expect(landedAtMs).toEqual([1100, 2200]);
  });

  test("that is gone and comes again is new", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", IMAGE);
    bench.look("a.jpg");
    rmSync(bench.at("a.jpg"));
    expect(bench.look("a.jpg")).toBe("gone");
    bench.write("a.jpg", IMAGE);
    expect(bench.look("a.jpg")).toBe("landed");
  });

  test("whose folder is not watched any more stays known, and a growing one is not waited for", async () => {
    await using bench = await Bench.open();
    bench.write("a.jpg", IMAGE);
    bench.write("b.jpg", CUT);
    for (const name of ["a.jpg", "b.jpg"]) bench.look(name);
    for (const name of ["a.jpg", "b.jpg"]) bench.inspector.leave(name);
    expect([bench.inspector.isKnown("a.jpg"), bench.inspector.isKnown("b.jpg")]).toEqual([
      true,
      false,
    ]);
  });
});

describe("what is there at the start and is to be left alone", () => {
  test("lands only when it changes", async () => {
    await using bench = await Bench.open();
    bench.write("old.jpg", IMAGE);
    bench.inspector.pass("old.jpg", Date.now() + 60_000);
    expect(bench.look("old.jpg")).toBe("nothing");
    bench.write("old.jpg", frameImage(2, 2));
    expect([bench.look("old.jpg"), bench.look("old.jpg", STILL_MS)]).toEqual(["nothing", "landed"]);
  });

  test("is not what was made or changed since", async () => {
    await using bench = await Bench.open();
    bench.write("new.jpg", IMAGE);
    bench.inspector.pass("new.jpg", Date.now() - 60_000);
    bench.inspector.pass("missing.jpg", Date.now() + 60_000);
    expect([bench.look("new.jpg"), bench.inspector.isKnown("missing.jpg")]).toEqual([
      "landed",
      false,
    ]);
  });
});

test("a file that is not wanted is recognized", async () => {
  await using bench = await Bench.open();
  mkdirSync(bench.at("folder.jpg"));
  bench.write("other.txt", IMAGE);
  symlinkSync("other.txt", bench.at("link.jpg"));
  const names = ["folder.jpg", "other.txt", "link.jpg", "missing.jpg"];
  expect(names.map((name) => bench.look(name))).toEqual(["folder", "nothing", "nothing", "gone"]);
});

test("a file that cannot be used is handed out once, under the name that can be shown", async () => {
  await using bench = await Bench.open();
  const reject = (listed: string, shown: string): string | undefined =>
    bench.inspector.reject(listed, shown, "its name is odd")?.relativePath;
  expect([
    reject("\uFFFD.jpg", String.raw`\xff.jpg`),
    reject("\uFFFD.jpg", String.raw`\xff.jpg`),
    reject("\uFFFD.jpg", String.raw`\xfe.jpg`),
    reject("\uFFFD.txt", String.raw`\xff.txt`),
  ]).toEqual([String.raw`\xff.jpg`, undefined, String.raw`\xfe.jpg`, undefined]);
});

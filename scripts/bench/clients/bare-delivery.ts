/**
 * The least that Node and undici take: the system tells of a new file, which is read, posted and deleted.
 * It keeps no record, looks at no content, and loses what fails: the floor under a program of our kind.
 */
import { existsSync, unlinkSync, watch } from "node:fs";
import { join } from "node:path";
import { BareSender } from "./bare-sender.ts";

/** Posts and deletes each image that is renamed into a folder. */
export class BareDelivery {
  readonly #sender: BareSender;
  readonly #watching: ReturnType<typeof watch>;

  constructor(folder: string, address: string) {
    this.#sender = new BareSender(address);
    this.#watching = watch(folder, (_, name) => {
      const path = join(folder, name ?? "");
      if (path.endsWith(".jpg") && existsSync(path))
        this.#sender.send(path, () => unlinkSync(path));
    });
  }

  /** Ends the watch and the idle connections. */
  async close(): Promise<void> {
    this.#watching.close();
    await this.#sender.close();
  }
}

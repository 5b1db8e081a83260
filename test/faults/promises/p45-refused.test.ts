import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { Authority } from "../../support/services/certificates.ts";
import { startSecureService } from "../../support/services/secure-service.ts";
import { attemptsOf, FRAMES, landing, startWatch, untroubled } from "./library-watch.ts";

describe("P45: while a service's certificate has expired", () => {
  test.each([
    ["no frame fails", {}],
    ["no frame of a batch fails", { protocol: "tfserving", model: "m", batch: 4 }],
  ] as const)(
    "%s or uses an attempt up, it is said once, and the work goes on by itself",
    async (_, how) => {
      await using home = await temporaryFolder();
      const authority = await Authority.make(home.path);
      const good = await authority.issue({ name: "good" });
      const period = ["20200101000000Z", "20210101000000Z"] as const;
      const expired = await authority.issue({ name: "expired", period });
      await using service = await startSecureService(good);
      await using copies = await startSecureService(expired);
      const { folder, land } = await landing(home.path);
      const watch = startWatch({
        ...{ folders: [folder], to: service.url, mirror: copies.url, caFile: authority.cert },
        ...{ state: join(home.path, "state"), retries: 0, ...how },
      });
      await land();
      await expect.poll(() => watch.ofType("frameSettled").length).toBe(FRAMES);
      service.show(expired);
      await land();
      await expect.poll(() => watch.ofType("serviceLost").length).toBe(1);
      const refused = service.refusedCount;
      await expect.poll(() => service.refusedCount).toBeGreaterThan(refused + 1);
      service.show(good);
      await land();
      await expect.poll(() => watch.ofType("frameSettled").length).toBe(3 * FRAMES);
      expect(await watch.stop()).toMatchObject({ delivered: 3 * FRAMES, failed: 0 });
      expect(attemptsOf(watch)).toEqual(untroubled(3 * FRAMES));
      expect(watch.ofType("serviceLost").map(({ reason }) => reason)).toEqual([
        expect.stringContaining("its certificate has expired: renew it there"),
      ]);
      expect(watch.ofType("serviceRecovered").length).toBe(1);
      expect(copies.answeredCount).toBe(0);
    },
  );
});

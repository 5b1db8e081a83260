import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  routeList,
  serviceTargets,
  targetsOfText,
  textOfTargets,
} from "../../src/options/service-targets.ts";

const [HERE, THERE] = ["http://here:8000/p", "http://there/q?key=1&weight=9"];

const problemOf = (given: unknown): string | undefined =>
  serviceTargets().safeParse(given).error?.issues[0]?.message;

describe("services", () => {
  test.each([
    [HERE, [{ address: HERE, weight: 1 }]],
    [`${HERE} weight=3`, [{ address: HERE, weight: 3 }]],
    [{ address: HERE }, [{ address: HERE, weight: 1 }]],
    [
      [HERE, `${THERE}   weight=0.5`],
      [
        { address: HERE, weight: 1 },
        { address: THERE, weight: 0.5 },
      ],
    ],
    [
      ` ${HERE} weight=2 ${THERE} `,
      [
        { address: HERE, weight: 2 },
        { address: THERE, weight: 1 },
      ],
    ],
    [
      [HERE, { address: THERE, weight: 4 }],
      [
        { address: HERE, weight: 1 },
        { address: THERE, weight: 4 },
      ],
    ],
    ["gpu:8000/p weight=2", [{ address: "http://gpu:8000/p", weight: 2 }]],
  ])("may be named as %o", (given, targets) => {
    expect(serviceTargets().parse(given)).toEqual(targets);
  });

  test.each([
    ["nonsense", "must be an http or https address"],
    ["host wieght=3", "did you mean http://host?"],
    [`${HERE} wieght=3`, "must be an http or https address"],
    ["weight=3", "must be an http or https address"],
    [`${HERE} weight=0`, "must be above 0"],
    [`${HERE} weight=`, "must be a number"],
    [`${HERE} weight=many`, "must be a number"],
    [[], "must name a service"],
    [[HERE, HERE], "must name each once"],
    [["http://here:80/p", "http://HERE/p"], "must name each once"],
  ])("must not be named as %o", (given, problem) => {
    expect(problemOf(given)).toContain(problem);
  });

  test("are the same after they were put on record as text", () => {
    const target = fc.record({
      address: fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url).href),
      weight: fc.integer({ min: 1, max: 1000 }).map((thousandths) => thousandths / 1000),
    });
    const targets = fc.uniqueArray(target, { minLength: 1, selector: ({ address }) => address });
    fc.assert(
      fc.property(targets, (given) => {
        expect(targetsOfText(textOfTargets(given))).toEqual(given);
      }),
    );
  });
});

describe("routes", () => {
  const read = (given: unknown): unknown => routeList().parse(given);

  test.each([
    [`cam1/**=${HERE}`, "cam1/**", HERE],
    [`a=b/*.jpg=${THERE}`, "a=b/*.jpg", THERE],
    [{ pattern: "cam1/**", to: HERE }, "cam1/**", HERE],
    ["cam1/**=gpu:8000/p?a=b", "cam1/**", "http://gpu:8000/p?a=b"],
    ["a=b/*.jpg=localhost", "a=b/*.jpg", "http://localhost"],
  ])("may be named as %o", (given, pattern, address) => {
    expect(read(given)).toEqual([{ pattern, to: [{ address, weight: 1 }] }]);
  });

  test("may lead to several services", () => {
    expect(read([`cam1/**=${HERE} weight=3 ${THERE}`])).toEqual([
      {
        pattern: "cam1/**",
        to: [
          { address: HERE, weight: 3 },
          { address: THERE, weight: 1 },
        ],
      },
    ]);
  });

  test.each(["cam1/**", `=${HERE}`, "cam1=ftp://x", HERE])("must not be named as %o", (given) => {
    expect(routeList().safeParse(given).error?.issues[0]?.message).toMatch(
      /must be PATTERN=URL|must be an http/u,
    );
  });
});

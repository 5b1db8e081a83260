import { describe, expect, test } from "vitest";
import { runSchema } from "../../src/options/run-options.ts";
import { serveSchema } from "../../src/options/serve-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";

const LEAST = { video: "clip.mp4", to: "http://127.0.0.1:8000/predict" };

describe("options", () => {
  test("that are left out have their defaults, and only those", () => {
    expect(checkOptions(runSchema, LEAST)).toEqual({
      ...LEAST,
      to: [{ address: LEAST.to, weight: 1 }],
      routes: [],
      mirror: null,
      brokerUser: null,
      brokerPassword: null,
      brokerPasswordFile: null,
      brokerCredentialsFile: null,
      brokerNkeyFile: null,
      brokerCaFile: null,
      brokerCert: null,
      brokerKey: null,
      site: null,
      resultTimeoutMs: 600_000,
      fireAndForget: false,
      dashboard: null,
      dashboardToken: null,
      metrics: null,
      metricsToken: null,
      protocol: "multipart",
      batch: 1,
      batchTimeoutMs: 20,
      model: null,
      field: null,
      params: {},
      prompt: null,
      headers: {},
      headerFile: null,
      tokenCommand: null,
      caFile: null,
      cert: null,
      key: null,
      insecure: false,
      proxy: null,
      template: null,
      metadata: false,
      tensorSize: null,
      tensorFit: null,
      tensorChannels: null,
      tensorLayout: null,
      tensorMean: null,
      tensorStd: null,
      concurrency: "auto",
      maxConcurrency: 256,
      maxDecodeErrors: "1%",
      timeoutMs: null,
      waitReadyMs: null,
      retries: 4,
      retryOn: ["408", "429", "5xx", "timeout", "reset"],
      successOn: ["2xx"],
      maxOutageMs: null,
      maxRate: null,
      maxBandwidthBytes: null,
      maxPerDay: null,
      maxFailures: null,
      fps: null,
      every: 1,
      startSeconds: 0,
      durationSeconds: null,
      widthPixels: null,
      heightPixels: null,
      squarePixels: false,
      toneMap: false,
      atSeconds: [],
      framesList: null,
      keyframes: false,
      nearestKeyframe: false,
      ...{ scene: null, skipSimilar: null, atLeastEveryMs: null },
      ...{ motion: null, preMs: 0, postMs: 0, regions: [], ignoreRegions: [] },
      format: "jpg",
      quality: null,
      frames: null,
      allowHosts: [],
      cameraUser: null,
      cameraPassword: null,
      cameraPasswordFile: null,
      cameraCaFile: null,
      cameraInsecure: false,
      stallMs: 10_000,
      giveUpMs: null,
      frozenMs: null,
      discardCorrupt: true,
      rtspTransport: "tcp",
      maxFrames: null,
      record: null,
      segmentMs: 600_000,
      keep: null,
      whenFull: null,
      maxBacklog: null,
      spoolSizeBytes: 2_000_000_000,
      minFreeBytes: null,
      ffmpeg: null,
      onFailure: "keep",
      report: null,
      results: null,
      resultsOverwrite: false,
      resultsMaxSizeBytes: null,
      resultsRetentionMs: null,
      state: null,
      crop: null,
      resize: null,
      serviceName: null,
      restart: false,
      retryFailed: false,
      retentionMs: 30 * 24 * 60 * 60 * 1000,
      ledgerMaxSizeBytes: 500_000_000,
    });
    expect(checkOptions(serveSchema, {})).toEqual({
      port: 8000,
      host: "127.0.0.1",
      latencyMs: 0,
      capacity: null,
      failRate: 0,
    });
  });

  test("that are given as undefined count as left out", () => {
    expect(checkOptions(runSchema, { ...LEAST, retries: undefined })).toMatchObject({ retries: 4 });
  });

  test("may be given as text with a unit, as on the command line", () => {
    const given = { ...LEAST, timeoutMs: "2s", startSeconds: "1m", fps: "0.5" };
    expect(checkOptions(runSchema, given)).toMatchObject({
      timeoutMs: 2000,
      startSeconds: 60,
      fps: 0.5,
    });
  });

  test("that do not fit are all named at once", () => {
    const given = { ...LEAST, retries: -1, concurrency: "many", quality: 101 };
    expect(() => checkOptions(runSchema, given)).toThrow(
      expect.objectContaining({
        code: "ERR_OPTION",
        kind: "usage",
        message: expect.stringMatching(
          /^(?=.*retries: must be at least 0)(?=.*concurrency: must be auto, or a whole number)(?=.*quality: must be at most 100)/u,
        ),
      }),
    );
  });

  test("that nobody knows are named as an error", () => {
    expect(() => checkOptions(runSchema, { ...LEAST, retrys: 3 })).toThrow(
      "there is no option retrys",
    );
  });

  test.each([
    ["concurency", "concurrency"],
    ["max_failures", "maxFailures"],
    ["timeout", "timeoutMs"],
    ["rate", "fps"],
    ["endpoint", "to"],
    ["workers", "concurrency"],
  ])("that nobody knows come with what was probably meant: %s", (typed, meant) => {
    expect(() => checkOptions(runSchema, { ...LEAST, [typed]: 3 })).toThrow(
      `there is no option ${typed}; did you mean ${meant}?`,
    );
  });

  test("that resemble none come without a guess", () => {
    expect(() => checkOptions(runSchema, { ...LEAST, turbo: true })).toThrow(
      /there is no option turbo$/u,
    );
  });

  test.each([
    [{ protocol: "multpart" }, "multipart"],
    [{ protocol: "kserve" }, "kserve-v2"],
    [{ format: "JPEG" }, "jpg"],
  ])("of %o come with the value that was probably meant: %s", (given, meant) => {
    expect(() => checkOptions(runSchema, { ...LEAST, ...given })).toThrow(`did you mean ${meant}?`);
  });

  test("that are missing are named as an error", () => {
    expect(() => checkOptions(runSchema, { video: "clip.mp4" })).toThrow(/^to: /u);
    expect(() => checkOptions(runSchema, { to: LEAST.to })).toThrow(/^video: /u);
  });
});

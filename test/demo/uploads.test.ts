import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDemoService, type DemoService } from "../../src/demo/demo-service.ts";
import { fileOf, flat, flatJpeg, noise, sendForm, sendRaw } from "./demo-client.ts";

let service: DemoService;
beforeAll(async () => {
  service = await startDemoService();
});
afterAll(async () => service[Symbol.asyncDispose]());

describe("the demo service takes", () => {
  test.for(["image", "file", "frame[0]"])("a form with the file in field %s", async (field) => {
    const form = new FormData();
    form.append("note", "a plain field beside it");
    form.append(field, fileOf(await flatJpeg("#336699")), "cam-1/frame_00000001.jpg");
    const { status, body } = await sendForm(service.url, form);
    expect(status).toBe(200);
    expect(body).toMatchObject({ field, file: "cam-1/frame_00000001.jpg", format: "jpeg" });
  });

  test("a form part that has a type and no file name", async () => {
    const head =
      '--b\r\ncontent-disposition: form-data; name="pic"\r\ncontent-type: image/jpeg\r\n\r\n';
    const parts = [Buffer.from(head), await flatJpeg("#336699"), Buffer.from("\r\n--b--\r\n")];
    const type = "multipart/form-data; boundary=b";
    const { status, body } = await sendRaw(service.url, Buffer.concat(parts), { type });
    expect(status).toBe(200);
    expect(body).toMatchObject({ field: "pic", file: null });
  });

  test.for(["image/jpeg", "image/x-whatever", "application/octet-stream"])(
    "a raw body of the type %s",
    async (type) => {
      const { status, body } = await sendRaw(service.url, await flatJpeg("#336699"), { type });
      expect(status).toBe(200);
      expect(body).toMatchObject({ field: null, file: null, format: "jpeg" });
    },
  );

  test("an upload to / as to /predict", async () => {
    const root = new URL("/", service.url).href;
    expect((await sendRaw(root, await flatJpeg("#336699"))).status).toBe(200);
  });
});

describe("the demo service rejects with a reason", () => {
  test.for([
    ["text", Buffer.from("This is a text."), "not an image"],
    ["an empty body", Buffer.alloc(0), "empty"],
    [
      "a drawing",
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      "svg",
    ],
  ] as const)("%s", async ([, bytes, reason]) => {
    const { status, body } = await sendRaw(service.url, bytes);
    expect(status).toBe(400);
    expect(body.error).toContain(reason);
  });

  test.for(["baseline", "progressive"])("a %s JPEG, cut anywhere", async (kind) => {
    const whole = await noise()
      .jpeg({ progressive: kind === "progressive" })
      .toBuffer();
    expect((await sendRaw(service.url, whole)).status).toBe(200);
    for (const keep of [
      whole.length - 1,
      whole.length - 2,
      whole.length - 100,
      whole.length >> 1,
      700,
    ]) {
      const { status, body } = await sendRaw(service.url, whole.subarray(0, keep));
      expect([keep, status]).toEqual([keep, 400]);
      expect(body.error).toMatch(/cut off|not an image/);
    }
  });

  test.for(["png", "webp"] as const)("a %s, cut anywhere", async (format) => {
    const whole = await noise().toFormat(format).toBuffer();
    expect((await sendRaw(service.url, whole)).status).toBe(200);
    for (const keep of [whole.length - 1, whole.length - 13, whole.length >> 1, 20]) {
      expect((await sendRaw(service.url, whole.subarray(0, keep))).status).toBe(400);
    }
  });

  test("a JPEG that lost bytes in its middle", async () => {
    const bytes = await noise().jpeg().toBuffer();
    const middle = bytes.length >> 1;
    const holed = Buffer.concat([bytes.subarray(0, middle), bytes.subarray(middle + 8192)]);
    expect((await sendRaw(service.url, holed)).status).toBe(400);
  });

  test("a JPEG whose end is still zeros, as in a file of which only the size is there", async () => {
    const bytes = await noise().jpeg().toBuffer();
    bytes.fill(0, bytes.length >> 1);
    expect((await sendRaw(service.url, bytes)).status).toBe(400);
  });

  test("a JPEG whose end is zeros and that holds the whole JPEG of a thumbnail", async () => {
    const bytes = await noise().jpeg().toBuffer();
    const thumbnail = await noise(32, 18).jpeg().toBuffer();
    const segment = Buffer.from([
      0xff,
      0xed,
      (thumbnail.length + 2) >> 8,
      (thumbnail.length + 2) & 255,
    ]);
    const whole = Buffer.concat([bytes.subarray(0, 2), segment, thumbnail, bytes.subarray(2)]);
    const late = Buffer.concat([whole, Buffer.from("bytes after the end")]);
    for (const taken of [whole, late]) expect((await sendRaw(service.url, taken)).status).toBe(200);
    whole.fill(0, whole.length >> 1);
    expect((await sendRaw(service.url, whole)).status).toBe(400);
  });

  test("a small file that claims a huge picture", async () => {
    const bytes = await flat("#000000", 12_000, 9000).png().toBuffer();
    const { status, body } = await sendRaw(service.url, bytes);
    expect(status).toBe(413);
    expect(body.error).toContain("12000 x 9000");
  });

  test("a form without a file", async () => {
    const form = new FormData();
    form.append("image", "only text");
    const { status, body } = await sendForm(service.url, form);
    expect(status).toBe(400);
    expect(body.error).toContain("no file");
  });

  test("a form with two files, as one of them would be lost", async () => {
    const form = new FormData();
    form.append("one", fileOf(await flatJpeg("#000000")), "1.jpg");
    form.append("two", fileOf(await flatJpeg("#ffffff")), "2.jpg");
    const { status, body } = await sendForm(service.url, form);
    expect(status).toBe(400);
    expect(body.error).toContain("one image per request");
  });

  test("a form that breaks off", async () => {
    const text = '--b\r\ncontent-disposition: form-data; name="a"; filename="a.jpg"\r\n\r\nhalf';
    const type = "multipart/form-data; boundary=b";
    const { status, body } = await sendRaw(service.url, Buffer.from(text), { type });
    expect(status).toBe(400);
    expect(body.error).toContain("form could not be read");
  });

  test("a body of another type, naming the types that are taken", async () => {
    const { status, body } = await sendRaw(service.url, Buffer.from("{}"), {
      type: "application/json",
    });
    expect(status).toBe(415);
    expect(body.error).toContain("multipart/form-data");
  });
});

describe("the largest image that the demo service takes", () => {
  test("is 50 MB, raw and in a form", async () => {
    const bytes = Buffer.alloc(50_000_001);
    const form = new FormData();
    form.append("image", fileOf(bytes), "large.jpg");
    for (const reply of [await sendRaw(service.url, bytes), await sendForm(service.url, form)]) {
      expect(reply.status).toBe(413);
      expect(reply.body.error).toContain("50000000 bytes");
    }
  });

  test("may be set: one byte more is rejected, and the service goes on", async () => {
    const bytes = await flatJpeg("#336699");
    await using exact = await startDemoService({ maxImageBytes: bytes.length });
    await using small = await startDemoService({ maxImageBytes: bytes.length - 1 });
    expect((await sendRaw(small.url, bytes)).status).toBe(413);
    expect((await sendRaw(exact.url, bytes)).status).toBe(200);
    const form = new FormData();
    form.append("image", fileOf(bytes), "exact.jpg");
    expect((await sendForm(small.url, form)).status).toBe(413);
    expect((await sendForm(exact.url, form)).status).toBe(200);
    expect(small.framesSeen).toBe(0);
  });
});

import { describe, expect, test } from "vitest";
import { addressSecrets, secretsIn, secretsInJson } from "../../../src/core/service/secrets.ts";

describe("a secret", () => {
  test("is known by its name; of a scheme and a token, it is the token", () => {
    const values = {
      authorization: "Bearer abc-def",
      "proxy-authorization": "Negotiate 0123abcd",
      "x-api-key": "k1234",
      api_key: "rf_5678",
      "x-auth-token": "t1234",
      password: "hunter22",
      "x-amz-signature": "5161",
    };
    expect(secretsIn(values)).toEqual([
      ...["abc-def", "0123abcd", "k1234", "rf_5678", "t1234", "hunter22", "5161"],
    ]);
  });

  test("are user name and password behind basic authorization, together and alone", () => {
    const token = Buffer.from("anna:hunter22").toString("base64");
    expect(secretsIn({ authorization: `Basic ${token}` })).toEqual([
      ...[token, "anna:hunter22", "anna", "hunter22"],
    ]);
  });

  test("is each of several cookies, if it is no mere setting", () => {
    const cookie = "session=0123456789; theme=dark";
    expect(secretsIn({ cookie })).toEqual([cookie, "0123456789"]);
  });

  test("is found by its name in JSON, as in a template", () => {
    const template = '{"api_key":"a \\"b\\"","image":"{{base64}}","label":"person","n":{{index}}}';
    expect(secretsInJson(template)).toEqual(['a "b"']);
    expect(secretsIn({ options: '{"token":"abcd"}' })).toEqual(["abcd"]);
  });

  test("is not what only sounds like one, or is too short to be found in a text", () => {
    const values = { max_tokens: "1000", accept: "application/json", key: "abc", author: "jane" };
    expect(secretsIn(values)).toEqual([]);
  });

  test.each([
    ["http://h/p?classes=person&conf=0.25&max_tokens=1000", []],
    ["http://h/p?api_key=abcd&sig=a%2Bb%20c", ["abcd", "a+b c"]],
    ["http://anna:p%40ss@h/", ["anna", "p%40ss", "p@ss", "anna:p@ss"]],
    ["http://:abc@h/", [":abc"]],
    ["http://an%:x@h/", ["an%:x"]],
    ["http://h/", []],
  ])("is found in the address %s: %j", (address, secrets) => {
    expect(addressSecrets(address)).toEqual(secrets);
  });
});

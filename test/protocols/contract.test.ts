import { keepsProtocolContract } from "../contracts/protocol-contract.ts";
import { anthropicStub } from "../services/stubs/anthropic.ts";
import { bentomlStub } from "../services/stubs/bentoml.ts";
import { check } from "../services/stubs/checks.ts";
import { deepstackStub } from "../services/stubs/deepstack.ts";
import { geminiStub } from "../services/stubs/gemini.ts";
import { JSON_STUB_TEMPLATE, jsonStub } from "../services/stubs/json.ts";
import { kserveV2Stub } from "../services/stubs/kserve-v2.ts";
import { multipartStub } from "../services/stubs/multipart.ts";
import { ollamaStub } from "../services/stubs/ollama.ts";
import { openaiResponsesStub } from "../services/stubs/openai-responses.ts";
import { openaiStub } from "../services/stubs/openai.ts";
import { rawStub } from "../services/stubs/raw.ts";
import { roboflowWorkflowStub } from "../services/stubs/roboflow-workflow.ts";
import { roboflowStub } from "../services/stubs/roboflow.ts";
import { tfservingStub } from "../services/stubs/tfserving.ts";
import { torchserveStub } from "../services/stubs/torchserve.ts";
import { ULTRALYTICS_MODEL, ultralyticsStub } from "../services/stubs/ultralytics.ts";

keepsProtocolContract("multipart", {
  protocol: "multipart",
  path: "/predict",
  stub: multipartStub,
});

keepsProtocolContract("raw", { protocol: "raw", path: "/predict?size=640", stub: rawStub });

keepsProtocolContract("json", {
  protocol: "json",
  path: "/analyze",
  options: { template: JSON_STUB_TEMPLATE },
  stub: jsonStub,
});

keepsProtocolContract("torchserve", {
  protocol: "torchserve",
  options: { model: "resnet-18" },
  stub: torchserveStub,
});

keepsProtocolContract("tfserving", {
  protocol: "tfserving",
  options: { model: "resnet", params: { signature_name: "serving_default" } },
  stub: tfservingStub,
});

const TRITON_INPUT = { name: "image", datatype: "BYTES", shape: [-1, 1] } as const;
const KSERVE_STUBS = {
  "binary tensors of BYTES": kserveV2Stub(TRITON_INPUT, true),
  "base64 in JSON": kserveV2Stub({ ...TRITON_INPUT, shape: [-1] }, false),
  "binary tensors of UINT8": kserveV2Stub(
    { ...TRITON_INPUT, datatype: "UINT8", shape: [1, -1] },
    true,
  ),
};
for (const [form, stub] of Object.entries(KSERVE_STUBS))
  keepsProtocolContract(`kserve-v2 with ${form}`, {
    protocol: "kserve-v2",
    options: { model: "yolo" },
    stub,
  });

keepsProtocolContract("roboflow", {
  protocol: "roboflow",
  options: { model: "cats/1", params: { confidence: "0.4", api_key: "roboflow-key" } },
  stub: roboflowStub,
  meaning: {
    detections: [{ label: "cat", confidence: 0.9, box: { x: 80, y: 50, width: 40, height: 20 } }],
  },
});

keepsProtocolContract("bentoml", {
  protocol: "bentoml",
  path: "/classify",
  options: { params: { top: "3" } },
  stub: bentomlStub,
});

keepsProtocolContract("openai", {
  protocol: "openai",
  options: { model: "gpt-4o-mini", prompt: "How many cats?", params: { temperature: "0" } },
  stub: openaiStub,
  meaning: { text: "1 cats" },
});

keepsProtocolContract("openai-responses", {
  protocol: "openai-responses",
  options: { model: "gpt-5-mini", params: { detail: "low", "reasoning.effort": "low" } },
  stub: openaiResponsesStub,
  meaning: { text: "1 cats" },
});

keepsProtocolContract("anthropic", {
  protocol: "anthropic",
  options: { model: "claude-haiku-4-5", prompt: "How many cats?", params: { temperature: "0" } },
  stub: anthropicStub,
  meaning: { text: "1 cats" },
});

keepsProtocolContract("gemini", {
  protocol: "gemini",
  options: { model: "gemini-2.5-flash", params: { "generationConfig.temperature": "0" } },
  stub: geminiStub,
  meaning: { text: "1 cats" },
});

keepsProtocolContract("ollama", {
  protocol: "ollama",
  options: { model: "llava", params: { "options.temperature": "0" } },
  stub: ollamaStub,
  meaning: { text: "a cat\non a mat" },
});

keepsProtocolContract("deepstack", {
  protocol: "deepstack",
  options: { params: { min_confidence: "0.5" } },
  stub: deepstackStub,
  meaning: {
    detections: [
      { label: "person", confidence: 0.8, box: { x: 100, y: 50, width: 200, height: 400 } },
    ],
  },
});

keepsProtocolContract("ultralytics", {
  protocol: "ultralytics",
  options: { model: ULTRALYTICS_MODEL, params: { imgsz: "640", conf: "0.25" } },
  stub: ultralyticsStub,
  meaning: {
    detections: [
      { label: "person", confidence: 0.92, box: { x: 100, y: 50, width: 200, height: 350 } },
    ],
  },
});

const WORKFLOW = "/infer/workflows/ws/find-cats";
keepsProtocolContract("roboflow with a workflow", {
  protocol: "roboflow",
  path: WORKFLOW,
  options: { params: { api_key: "roboflow-key", confidence: "0.4" } },
  stub: roboflowWorkflowStub(WORKFLOW),
  meaning: {
    detections: [{ label: "cat", confidence: 0.9, box: { x: 80, y: 50, width: 40, height: 20 } }],
  },
});

keepsProtocolContract("openai at a whole address with a query", {
  protocol: "openai",
  path: "/v1/chat/completions?api-version=2024-10-21",
  options: { model: "gpt-4o-mini" },
  stub: {
    ...openaiStub,
    imagesIn: (request) => {
      const [path = "", query] = request.path.split("?");
      check(query === "api-version=2024-10-21", `the query is ${query}`);
      return openaiStub.imagesIn({ ...request, path });
    },
    readiness: { ...openaiStub.readiness, path: "/v1/models?api-version=2024-10-21" },
  },
  meaning: { text: "1 cats" },
});

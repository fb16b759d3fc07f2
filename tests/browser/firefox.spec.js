// The page in Firefox. Playwright supports only its own build of Firefox, which is not available everywhere,
// so this test uses WebDriver and geckodriver, like the wasm tests.
import { spawn } from "node:child_process";
import { expect, test } from "@playwright/test";

test.setTimeout(120_000); // Firefox starts slowly beside a build

let driver, send;

test.beforeAll(async () => {
  driver = spawn(process.env.GECKODRIVER, ["--port", "0"], { stdio: ["ignore", "pipe", "ignore"] });
  const port = await new Promise((resolve) => {
    driver.stdout.on("data", (line) => {
      const listening = /Listening on 127\.0\.0\.1:(\d+)/.exec(line);
      if (listening) resolve(listening[1]);
    });
  });
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/session${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(value.message);
    return value;
  };
  const alwaysMatch = { "moz:firefoxOptions": { args: ["-headless"] } };
  const { sessionId } = await call("POST", "", { capabilities: { alwaysMatch } });
  send = (method, path, body) => call(method, `/${sessionId}${path}`, body);
});

test.afterAll(async () => {
  await send?.("DELETE", "");
  driver?.kill();
});

const evaluate = (script) => send("POST", "/execute/sync", { script: `return ${script}`, args: [] });

test("starts in Firefox", async ({ baseURL }) => {
  await send("POST", "/url", { url: baseURL });
  await expect.poll(() => evaluate(`document.getElementById("starting") === null`)).toBe(true);
  expect(await evaluate(`document.title`)).toBe("Sparse Autoencoder Playground");
  expect(await evaluate(`document.querySelector(".boot-problem")?.textContent ?? null`)).toBeNull();
});

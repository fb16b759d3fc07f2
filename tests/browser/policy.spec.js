// The data stay in the browser: requests of a worker to other servers are blocked, because the server sends
// the Content-Security-Policy as a header, the only form that applies to workers.
import { expect, test } from "./page.js";
import { serve, servePage } from "./server.js";

// Tries to reach a server of another origin, which accepts all requests, from the page's first worker.
// Returns the outcome of each attempt, and the requests that the server received.
async function probe(page, ...options) {
  const received = [];
  const other = await serve((request, response) => {
    received.push(request.url);
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" });
    response.end("export default 1;");
  });
  const host = await servePage(...options);
  try {
    const [worker] = await Promise.all([page.waitForEvent("worker"), page.goto(host.url)]);
    const ended = await worker.evaluate(async (url) => {
      const end = (promise) => promise.then(() => "reached", () => "refused");
      const plain = await end(fetch(`${url}fetch`));
      const opaque = await end(fetch(`${url}no-cors`, { mode: "no-cors", method: "POST", body: "data" }));
      const script = await end(import(`${url}import.js`));
      return { plain, opaque, script };
    }, other.url);
    return { ended, received };
  } finally {
    host.close();
    other.close();
  }
}

test.use({ expectedConsole: /Content Security Policy/ });

test("a worker cannot reach another origin, because the server sends the policy as a header", async ({ page }) => {
  const { ended, received } = await probe(page);
  expect(ended).toEqual({ plain: "refused", opaque: "refused", script: "refused" });
  expect(received, "no request arrives").toEqual([]);
});

test("without that header the same requests arrive, so the probe can tell", async ({ page }) => {
  const { ended, received } = await probe(page, "--no-headers");
  expect(ended).toEqual({ plain: "reached", opaque: "reached", script: "reached" });
  expect(received).toEqual(["/fetch", "/no-cors", "/import.js"]);
});

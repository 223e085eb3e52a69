// What changed, and whether Patchwork still runs: one stream for all tabs of a browser. A browser
// lets few requests to one host be under way at once, and a stream is one that never ends.
"use strict";

const patchwork = (() => {
  const tell = (name) => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  /** When this page was last as it should be, in milliseconds since 1970. */
  let shown = performance.timeOrigin;

  // Updates say that something changed, never what: each part of a page fetches itself again.
  const hear = (said) => {
    const [what, which] = said.split(" ");
    // Something changed between drawing this page and listening, or while nobody listened.
    if (what === "latest" && Number(which) < shown) return;
    shown = Date.now();
    if (what === "latest") tell("updated-everything");
    else tell(which ? `updated-${what}-${which}` : `updated-${what}`);
    if (what === "case") tell("updated-any-case");
    // Nothing is said of what changed while it was locked.
    if (what === "unlocked") tell("updated-everything");
  };

  const listen = (pass) => {
    const source = new EventSource("/updates");
    source.onmessage = (message) => pass(message.data);
    // It may only be asleep, or busy.
    source.onerror = () => setTimeout(async () => {
      if ((await ask()) === "gone" && (await ask()) === "gone") pass("ended");
    }, 2000);
    addEventListener("pagehide", () => source.close());
  };

  /** One tab listens and passes on; when it closes, the browser gives its part to another. */
  const listenTogether = () => {
    const tabs = new BroadcastChannel("updates");
    let latest = null;
    tabs.onmessage = ({ data }) => {
      if (data !== "latest?") hear(data);
      else if (latest !== null) tabs.postMessage(`latest ${latest}`);
    };
    navigator.locks.request("updates", () => new Promise((leave) => {
      addEventListener("pagehide", leave);
      listen((said) => {
        const [what, which] = said.split(" ");
        latest = what === "latest" ? Number(which) : Date.now();
        hear(said);
        tabs.postMessage(said);
      });
    }));
    tabs.postMessage("latest?");
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.body.classList.contains("inside") && !document.getElementById("waiting") && !document.getElementById("unlock")) return;
    if (navigator.locks && window.BroadcastChannel) listenTogether();
    else listen(hear);
  });

  /** Whether Patchwork is there and lets this browser in: "open", "locked" or "gone". */
  const ask = async () => {
    try {
      const answer = await fetch("/here", { signal: AbortSignal.timeout(5000), cache: "no-store" });
      if (!answer.ok) return "gone";
      return answer.status === 204 ? "open" : "locked";
    } catch {
      return "gone";
    }
  };

  return { ask };
})();

// A link of the class "page" opens another page of the dashboard with the filters as they are, and
// without loading everything anew. Without this script it is an ordinary link to that page. The menu
// names what it keeps of the address: what else stands there belongs to the page before.
window.clvtFollowsLinks ??= (() => {
  document.addEventListener("click", (click) => {
    const link = click.target.closest("a.page");
    if (!link || click.button || click.ctrlKey || click.metaKey || click.shiftKey) return;
    click.preventDefault();
    const address = new URL(link.href);
    const keeps = link.closest("nav")?.dataset.keeps.split(" ");
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (!address.searchParams.has(name) && (keeps?.includes(name) ?? true)) address.searchParams.append(name, value);
    }
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate")); // as when the reader goes back; Streamlit listens for it
  });
  return true;
})();

// A tab that connects again is a new one to the server, which draws nothing in it unasked. So it is opened anew: what
// its reader may no longer see does not come back.
window.clvtOpensAgain ??= (() => {
  let before;
  new MutationObserver(() => {
    const now = document.querySelector(".stApp")?.getAttribute("data-test-connection-state");
    if (now === before) return;
    if (now === "CONNECTED" && before === "LOST") {
      document.documentElement.style.visibility = "hidden";
      location.reload();
    }
    before = now !== "CONNECTED" && (before === "CONNECTED" || before === "LOST") ? "LOST" : now;
  }).observe(document, { subtree: true, attributeFilter: ["data-test-connection-state"] });
  return true;
})();

// Back and Forward step through the filters that a reader chose. Streamlit puts a chosen filter in the address in place of
// the one before, and does not look at the address again when the reader goes back to another choice on the same page.
window.clvtStepsBack ??= (() => {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let chosen = false; // whether the reader did something since the address last changed
  let page = location.pathname;
  for (const kind of ["click", "keydown"]) addEventListener(kind, (event) => (chosen ||= event.isTrusted), true);
  history.pushState = (state, unused, address) => {
    push(state, unused, address);
    page = location.pathname;
  };
  history.replaceState = (state, unused, address) => {
    const to = new URL(address ?? location.href, location.href);
    const isChoice = chosen && to.pathname === location.pathname && to.search !== location.search;
    if (!isChoice) return replace(state, unused, address);
    chosen = false;
    history.pushState(state, unused, address);
  };
  addEventListener("popstate", (event) => {
    if (event.isTrusted && location.pathname === page) location.reload();
    page = location.pathname;
  });
  return true;
})();

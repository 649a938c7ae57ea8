// A link of the class "page" opens another page of the dashboard with the filters as they are, and
// without loading everything anew. Without this script it is an ordinary link to that page.
window.clvtFollowsLinks ??= (() => {
  document.addEventListener("click", (click) => {
    const link = click.target.closest("a.page");
    if (!link || click.button || click.ctrlKey || click.metaKey || click.shiftKey) return;
    click.preventDefault();
    const address = new URL(link.href);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (!address.searchParams.has(name)) address.searchParams.append(name, value);
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

// In the page that `scripts/serve --dev` serves: the server tells when the page was built again.
new EventSource("./changes").onmessage = () => location.reload();

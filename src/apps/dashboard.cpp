// "memory-mcp dashboard": the pages for people, on this machine alone, for as long as this runs.
#include <filesystem>
#include <fstream>

#include "apps/assemble.h"
#include "apps/browser.h"
#include "apps/command.h"
#include "apps/http_service.h"
#include "base/sha256.h"
#include "base/unfinished_file.h"
#include "dashboard/dashboard_pages.h"
#include "transport/stop_signal.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::int64_t port = 0;
  bool no_browser = false;

  static constexpr auto fields() {
    return std::tuple{
        optional("port", &Arguments::port, "Where to listen on 127.0.0.1; 0 takes a free one.")
            .between(0, 65'535),
        optional("no_browser", &Arguments::no_browser,
                 "Only print the address. Without it a browser is opened where there is a screen."),
    };
  }
};

// A page that leads to another and is gone with this object. Browsers are told of it instead of the
// address itself, because everybody on the machine can list their arguments; this is the user's
// own.
class LeadingPage {
 public:
  static Result<LeadingPage> write(const std::string& path, const std::string& url) {
    UnfinishedFile file = TRY(UnfinishedFile::begin(path, IfThere::replace));
    std::ofstream(file.path()) << "<!doctype html><meta charset=\"utf-8\"><title>Memory</title>"
                                  "<meta http-equiv=\"refresh\" content=\"0; url="
                               << url << "\">\n";
    TRY(file.finish());
    return LeadingPage(path);
  }

  LeadingPage(LeadingPage&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  LeadingPage& operator=(LeadingPage&&) = delete;
  ~LeadingPage() {
    std::error_code ignored;  // It says nothing that is still true.
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
  }

  const std::string& path() const { return path_; }

 private:
  explicit LeadingPage(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// Over the network nothing of what is configured for others: this is for one user of this machine.
Settings settings_for(const Settings& configured, std::int64_t port) {
  Settings settings = configured;
  settings.http = "127.0.0.1:" + std::to_string(port);
  settings.http_hosts.clear();
  settings.http_origins.clear();
  settings.http_no_auth = false;
  settings.http_resource.clear();
  settings.http_issuer.clear();
  settings.http_jwks.clear();
  settings.tls_certificate.clear();
  settings.tls_key.clear();
  return settings;
}

// It looks and tries code out; what the memory holds is changed by agents and by commands.
StaticToken token_of_the_page(const std::string& token) {
  return {.name = "dashboard",
          .sha256 = sha256_hex(token),
          .scopes = {Scope::read, Scope::execute},
          .namespaces = std::nullopt,
          .created_at = system_clock().now()};
}

void show(const std::string& path, const std::string& url, Console& console,
          std::optional<LeadingPage>& page) {
  auto written = LeadingPage::write(path, url);
  if (written.ok()) page.emplace(*std::move(written));
  const Status opened = page ? open_in_browser(page->path()) : Status(written.error());
  if (!opened.ok()) console.note("No browser was opened: " + opened.error().message);
}

Status run(const Arguments& arguments, CommandContext& context) {
  block_stop_signals();  // Before opening the store starts the first thread.
  const Settings settings = settings_for(context.configuration.settings, arguments.port);
  const auto assembly = TRY(assemble(settings));
  assembly->sandbox->warm_up();
  assembly->recall.warm_up();
  assembly->advisor.warm_up();
  const std::string token = new_token();
  std::optional<LeadingPage> page;
  const auto on_listening = [&](const std::string& base) {
    // Behind the fragment: it is never sent, and so in no log of any server or proxy.
    const std::string url = base + std::string(dashboard_path) + "#token=" + token;
    context.console.print_either(
        {{"url", url}}, "The dashboard is at\n\n  " + url +
                            "\n\nThe token in it is good until this command ends (Ctrl-C).\n");
    context.console.flush();
    if (arguments.no_browser || !has_desktop()) return;
    show(settings.data_dir + "/dashboard.html", url, context.console, page);
  };
  return serve_over_http(settings, *assembly, assembly->server,
                         {.own_token = token_of_the_page(token), .on_listening = on_listening});
}

}  // namespace

std::vector<Command> dashboard() {
  return {typed_command<Arguments>(
      {.name = "dashboard", .summary = "Show memory in the browser, on this machine alone."}, run)};
}

}  // namespace memory_mcp

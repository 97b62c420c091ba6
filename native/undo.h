// What has been done so far, undone in reverse where the whole does not succeed.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace troupe {

class Undo {
 public:
  Undo() = default;
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  ~Undo() {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) (*step)();
  }
  // `step` reports to nobody: the failure that leads to it is the one that is told.
  void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
  // All went well: nothing is undone.
  void keep() { steps_.clear(); }

 private:
  std::vector<std::function<void()>> steps_;
};

}  // namespace troupe

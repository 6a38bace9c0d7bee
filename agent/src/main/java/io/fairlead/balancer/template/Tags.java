package io.fairlead.balancer.template;

import io.fairlead.template.Function;
import io.fairlead.template.Methods;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service's tags: a list that can be asked what it holds. */
final class Tags extends AbstractList<String> implements Methods {
  private final List<String> tags;

  Tags(List<String> tags) {
    this.tags = List.copyOf(tags);
  }

  @Override
  public String get(int place) {
    return tags.get(place);
  }

  @Override
  public int size() {
    return tags.size();
  }

  @Override
  public @Nullable Function method(String name) {
    return name.equals("Contains") ? of -> tags.contains(of.count(1).text(0)) : null;
  }
}

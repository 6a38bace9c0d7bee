package io.fairlead.template;

import io.fairlead.template.Token.Kind;
import java.util.List;
import java.util.Set;

/** A place in a template's tokens. */
final class Cursor {
  private final String name;
  private final List<Token> tokens;
  private int at;

  Cursor(String name, List<Token> tokens) {
    this.name = name;
    this.tokens = tokens;
  }

  /** The place, for {@link #back}. */
  int mark() {
    return at;
  }

  void back(int mark) {
    at = mark;
  }

  /** Whether an action starts here with one of these words. */
  boolean isKeyword(Set<String> words) {
    if (!peek().is(Kind.LEFT)) {
      return false;
    }
    int next = at + 1;
    while (tokens.get(next).is(Kind.SPACE)) {
      next++;
    }
    Token word = tokens.get(next);
    return word.is(Kind.IDENTIFIER) && words.contains(word.text());
  }

  String string(String what) {
    skipSpace();
    Token token = next();
    if (!token.is(Kind.STRING) && !token.is(Kind.RAW_STRING)) {
      throw wrong(token.line(), "expected " + what + " and found " + token.shown());
    }
    return (String) Constants.of(token);
  }

  void expectWord(String word) {
    skipSpace();
    Token token = next();
    if (!token.isWord(word)) {
      throw wrong(token.line(), "expected " + word);
    }
  }

  void close() {
    skipSpace();
    Token token = next();
    if (!token.is(Kind.RIGHT)) {
      throw wrong(token.line(), "unexpected " + token.shown() + " at the end of an action");
    }
  }

  void skipSpace() {
    while (peek().is(Kind.SPACE)) {
      at++;
    }
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1); // the end is there for ever
    return token;
  }

  TemplateException wrong(int line, String message) {
    return new TemplateException(name, line, message);
  }
}

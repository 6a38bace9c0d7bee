package io.fairlead.stores.zookeeper;

/** Numbers of ZooKeeper's protocol. */
final class Code {
  // Kinds of requests.
  static final int CREATE = 1;
  static final int DELETE = 2;
  static final int EXISTS = 3;
  static final int GET_DATA = 4;
  static final int SET_DATA = 5;
  static final int GET_CHILDREN = 8;
  static final int SYNC = 9;
  static final int PING = 11;
  static final int CHECK = 13;
  static final int MULTI = 14;
  static final int CREATE2 = 15;
  static final int CREATE_CONTAINER = 19;
  static final int AUTH = 100;
  static final int CLOSE = -11;

  // Numbers of messages that are no answer to a numbered request.
  static final int NOTIFICATION_XID = -1;
  static final int PING_XID = -2;
  static final int AUTH_XID = -4;

  // How a request ended.
  static final int OK = 0;
  static final int ANOTHER_FAILED = -2;
  static final int CONNECTION_LOSS = -4;
  static final int OPERATION_TIMEOUT = -7;
  static final int NO_NODE = -101;
  static final int NO_AUTH = -102;
  static final int BAD_VERSION = -103;
  static final int NODE_EXISTS = -110;
  static final int SESSION_EXPIRED = -112;
  static final int INVALID_ACL = -114;
  static final int AUTH_FAILED = -115;
  static final int SESSION_MOVED = -118;
  static final int NOT_READ_ONLY = -119;
  static final int QUOTA_EXCEEDED = -125;
  static final int THROTTLED = -127;

  private Code() {}
}
